// The words of the page, in the tongue chosen; they are the server's own, and those of the command line.

import { read } from "./asking.js";

let words;

export const say = (key) => words.page[key][say.tongue];
say.tongue = "vi";
say.of = (kind, key) => words[kind][key]?.[say.tongue] ?? key;
say.tone = (match) => words.tones[match] ?? "half";
say.title = (one) => (say.tongue === "vi" ? one.titleVi : one.titleEn);
say.owner = (one) => (say.tongue === "vi" ? one.owner : one.ownerEn);

export async function learn() {
  words = await read("_page/words.json");
  say.tongue = remembered() ?? "vi";
}

function remembered() {
  try {
    return localStorage.getItem("tongue");
  } catch {
    return null;
  }
}

export function turn(tongue) {
  say.tongue = tongue;
  try {
    localStorage.setItem("tongue", tongue);
  } catch {
    // a browser that keeps nothing speaks Vietnamese again next time
  }
}

// Everything on the page that only ever says its own words.
export function speak() {
  document.documentElement.lang = say.tongue;
  document.title = say("pageTitle");
  for (const part of document.querySelectorAll("[data-say]")) part.textContent = say(part.dataset.say);
  for (const part of document.querySelectorAll("[data-hint]")) part.placeholder = say(part.dataset.hint);
  for (const part of document.querySelectorAll("[data-label]")) part.setAttribute("aria-label", say(part.dataset.label));
  for (const button of document.querySelectorAll("[data-tongue]"))
    button.setAttribute("aria-pressed", String(button.dataset.tongue === say.tongue));
}
