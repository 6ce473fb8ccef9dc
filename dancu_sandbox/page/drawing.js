// Making elements; texts are only ever set as text.

import { say } from "./speaking.js";

export function element(tag, style = "", text = "") {
  const made = document.createElement(tag);
  if (style) made.className = style;
  if (text) made.textContent = text;
  return made;
}

let labels = 0;

export function labelled(text, control) {
  const label = element("label", "", text);
  control.id = `field-${++labels}`;
  label.htmlFor = control.id;
  return [label, control];
}

// A text that can be copied, with its title.
export function paper(title, text) {
  const made = element("div", "paper");
  const head = element("header");
  const button = element("button", "plain", say("copy"));
  button.type = "button";
  button.setAttribute("aria-label", `${say("copy")}: ${title}`);
  button.addEventListener("click", async () => {
    await copy(text);
    button.textContent = say("copied");
    setTimeout(() => (button.textContent = say("copy")), 1600);
  });
  const shown = element("pre", "", text);
  shown.tabIndex = 0;
  shown.setAttribute("role", "region");
  shown.setAttribute("aria-label", title);
  head.append(element("h3", "", title), button);
  made.append(head, shown);
  return made;
}

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text).catch(() => copyBySelecting(text));
  return copyBySelecting(text);
}

// Over plain http from another machine there is no clipboard to write to.
function copyBySelecting(text) {
  const area = element("textarea", "sr");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
