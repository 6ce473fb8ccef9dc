// The answer: yes or no, what each claim came to and why, and what was sent and received.

import { curl, spread } from "./asking.js";
import { element, paper } from "./drawing.js";
import { titleOf } from "./form.js";
import { say } from "./speaking.js";

const at = (id) => document.getElementById(id);

export function show({ of, question, told, wire }, { arrive = false } = {}) {
  at("verdict").textContent = say(told.verified ? "yes" : "no");
  at("verdict").dataset.tone = told.verified ? "yes" : "no";
  at("outcome").textContent = say.of("outcomes", told.outcome);
  at("outcome").dataset.outcome = told.outcome;
  at("matches").replaceChildren(...Object.entries(told.matches).map((pair) => match(of, question, ...pair)));
  papers(of, question, told, wire);
  at("answer").hidden = false;
  if (arrive) at("answer").scrollIntoView({ block: "nearest", behavior: calm() });
}

const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

function match(of, question, claim, word) {
  const item = element("li");
  item.dataset.tone = say.tone(word);
  item.dataset.match = `${claim}:${word}`;
  const title = element("p");
  const about = of.claims.find((one) => one.name === claim);
  title.append(element("span", "of", about ? titleOf(about) : claim), element("span", "word", say.of("short", word)));
  item.append(title, element("p", "said", spelled(about, question.claims[claim])), element("p", "", say.of("matches", word)));
  return item;
}

function spelled(about, value) {
  if (typeof value === "object") return Object.values(value).join(", ");
  return about?.choices?.[value]?.[say.tongue] ?? String(value);
}

function papers(of, question, told, wire) {
  const json = (value) => JSON.stringify(value, null, 2);
  at("panel-json").replaceChildren(paper(say("sent"), json(question)), paper(say("received"), json(told)));
  at("panel-curl").replaceChildren(element("p", "quiet", say("curlHint")), paper("curl", curl(of.name, question)));
  at("tab-soap").hidden = !wire;
  if (wire) at("panel-soap").replaceChildren(...wirePapers(wire));
  else if (at("tab-soap").getAttribute("aria-selected") === "true") open(at("tab-json"));
}

function wirePapers(wire) {
  if (wire.note) return [element("p", "quiet", say(wire.note))];
  const both = [paper(say("sent"), spread(wire.sent)), paper(say("received"), spread(wire.received))];
  return [element("p", "quiet", say("soapHint")), ...both];
}

export function open(chosen) {
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const is = tab === chosen;
    tab.setAttribute("aria-selected", String(is));
    tab.tabIndex = is ? 0 : -1;
    at(tab.getAttribute("aria-controls")).hidden = !is;
  }
}

export function walk(pressed, tabs) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[pressed.key];
  const goal = { Home: 0, End: tabs.length - 1 }[pressed.key] ?? tabs.indexOf(pressed.target) + (step ?? NaN);
  if (Number.isNaN(goal)) return;
  pressed.preventDefault();
  const tab = tabs[(goal + tabs.length) % tabs.length];
  open(tab);
  tab.focus();
}

