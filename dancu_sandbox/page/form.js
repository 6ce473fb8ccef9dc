// The form: what the citizen declares, and fields for whatever else the registry can verify.

import { isoDate } from "./asking.js";
import { element, labelled } from "./drawing.js";
import { say } from "./speaking.js";

const FIXED = ["soDinhDanh", "hoVaTen", "ngaySinh"];
const SHORT = { hoVaTen: "fullName", ngaySinh: "birth" };
const SHORT_HINT = 48;
const at = (id) => document.getElementById(id);

// Terms of law stay Vietnamese; in English what the contract says of them stands beside.
export function titleOf(claim) {
  if (claim.name in SHORT) return say(SHORT[claim.name]);
  const title = claim.title || claim.name;
  const hint = claim.hint.en ?? "";
  return say.tongue === "vi" || !hint || hint.length > SHORT_HINT ? title : `${title} (${hint})`;
}

export class Form {
  added = new Map();

  // Called for another registry or another language: what can be claimed, and how it is called.
  offer(registry) {
    this.registry = registry;
    const names = registry.claims.map((claim) => claim.name);
    for (const field of document.querySelectorAll("[data-claim]")) field.hidden = !names.includes(field.dataset.claim);
    const kept = [...this.added].filter(([name]) => names.includes(name)).map(([name, box]) => [name, this.valueOf(box)]);
    this.drop();
    for (const [name, value] of kept) this.add(name, value);
  }

  drop() {
    this.added.clear();
    at("more").replaceChildren();
    this.choices();
  }

  choices() {
    const free = this.registry.claims.filter((claim) => !FIXED.includes(claim.name) && !this.added.has(claim.name));
    const options = free.map((claim) => new Option(titleOf(claim), claim.name));
    at("add").replaceChildren(new Option(say("addNone"), ""), ...options);
  }

  add(name, value) {
    const claim = this.registry.claims.find((one) => one.name === name);
    const box = claim.parts ? this.group(claim, value) : this.line(claim, value);
    this.added.set(name, box);
    at("more").append(box);
    this.choices();
    return box.querySelector("input, select");
  }

  line(claim, value) {
    const box = element("div", "line");
    const field = element("div");
    field.append(...labelled(titleOf(claim), this.control(claim, value)));
    box.append(field, this.remover(claim));
    return box;
  }

  group(claim, value = {}) {
    const box = element("fieldset");
    const parts = element("div", "parts");
    for (const part of claim.parts.filter((one) => !one.parts)) {
      const field = element("div");
      field.append(...labelled(titleOf(part), this.control(part, value[part.name])));
      parts.append(field);
    }
    box.append(element("legend", "", titleOf(claim)), parts, this.remover(claim));
    return box;
  }

  control(claim, value = "") {
    const control = element(claim.choices ? "select" : "input");
    control.dataset.part = claim.name;
    if (claim.choices) {
      const options = Object.entries(claim.choices).map(([code, text]) => new Option(text[say.tongue], code));
      control.append(new Option(say("choose"), ""), ...options);
    } else control.autocomplete = "off";
    control.value = typeof value === "string" ? value : "";
    return control;
  }

  remover(claim) {
    const button = element("button", "plain", say("remove"));
    button.type = "button";
    button.setAttribute("aria-label", `${say("remove")}: ${titleOf(claim)}`);
    button.addEventListener("click", () => {
      this.added.get(claim.name).remove();
      this.added.delete(claim.name);
      this.choices();
      at("add").focus();
    });
    return button;
  }

  valueOf(box) {
    const filled = [...box.querySelectorAll("[data-part]")].filter((control) => control.value.trim());
    if (box.tagName !== "FIELDSET") return filled.length ? filled[0].value.trim() : "";
    return Object.fromEntries(filled.map((control) => [control.dataset.part, control.value.trim()]));
  }

  fill(person) {
    at("number").value = person.soDinhDanh ?? "";
    at("name").value = person.hoVaTen ?? "";
    at("birth").value = person.ngaySinh ?? "";
    this.drop();
  }

  // The question for the service, or the name of what is wrong and the field that it is about.
  question() {
    const number = at("number").value.replaceAll(/\s/g, "");
    if (!/^\d{12}$/.test(number)) return { wrong: "needNumber", field: at("number") };
    const claims = {};
    if (at("name").value.trim() && !at("name").parentElement.hidden) claims.hoVaTen = at("name").value;
    if (at("birth").value.trim() && !at("birth").parentElement.hidden) {
      claims.ngaySinh = isoDate(at("birth").value);
      if (!claims.ngaySinh) return { wrong: "needBirth", field: at("birth") };
    }
    for (const [name, box] of this.added) {
      const value = this.valueOf(box);
      if (Object.keys(value).length) claims[name] = value;
    }
    if (!Object.keys(claims).length) return { wrong: "needClaim", field: at("name") };
    return { subject: { soDinhDanh: number }, claims, purpose: { procedure: at("procedure").value } };
  }
}
