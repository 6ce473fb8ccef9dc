// The personas: a list to be searched, each with its reason.

import { element } from "./drawing.js";
import { say } from "./speaking.js";

const at = (id) => document.getElementById(id);
const bare = (text) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll(/[đĐ]/g, "d").toLowerCase();
const textOf = (one) => Object.values(one).filter((value) => typeof value === "string").join(" ");

export const why = (one) => (say.tongue === "en" && one.titleEn) || one.title;
export const reason = (one) => (say.tongue === "en" && one.reasonEn) || one.reason;

// Those whose words hold what is searched for; `pick` is called with the one chosen.
export function list(personas, chosen, pick) {
  const wanted = bare(at("search").value.trim());
  const found = personas.filter((one) => bare(textOf(one)).includes(wanted));
  at("personas").replaceChildren(...found.map((one) => persona(one, chosen, pick)));
  at("count").textContent = say("count").replace("{shown}", found.length).replace("{all}", personas.length);
}

function persona(one, chosen, pick) {
  const item = element("li");
  const button = element("button");
  button.type = "button";
  button.dataset.persona = one.id;
  button.setAttribute("aria-pressed", String(chosen === one));
  button.append(element("span", "id", one.id), element("span", "who", one.hoVaTen), element("span", "why", why(one)));
  button.addEventListener("click", () => pick(one));
  item.append(button);
  return item;
}

export function mark(chosen) {
  for (const button of at("personas").querySelectorAll("button"))
    button.setAttribute("aria-pressed", String(button.dataset.persona === chosen?.id));
}
