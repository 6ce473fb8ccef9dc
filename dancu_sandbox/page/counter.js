// The counter: a persona or anybody typed is verified, and every answer is explained.

import { open, show, walk } from "./answer.js";
import { envelope, read, soap, verify } from "./asking.js";
import { element } from "./drawing.js";
import { Form } from "./form.js";
import { list, mark, reason, why } from "./people.js";
import { learn, say, speak, turn } from "./speaking.js";

const at = (id) => document.getElementById(id);
const state = { personas: [], registries: [], procedures: [], chosen: null, last: null, fault: null, asked: 0 };
const form = new Form();
const registry = () => state.registries.find((one) => one.name === at("registry").value) ?? state.registries[0];
const listPersonas = () => list(state.personas, state.chosen, pick);

async function begin() {
  await learn();
  [state.personas, state.registries, state.procedures] = await Promise.all(
    ["personas", "registries", "procedures"].map((name) => read(`_sandbox/${name}`)),
  );
  at("nobody").hidden = (await read("health")).ids !== "safe";
  draw();
  listen();
  await tick();
  setInterval(tick, 15000);
}

function draw() {
  speak();
  choose("registry", state.registries, (one) => new Option(say.title(one), one.name));
  choose("procedure", state.procedures, (one) => new Option(say.title(one), one.slug));
  form.offer(registry());
  listPersonas();
  showReason();
  describe();
  showFault();
  if (state.last) show(state.last);
}

function choose(id, all, option) {
  const kept = at(id).value;
  at(id).replaceChildren(...all.map(option));
  if (kept) at(id).value = kept;
}

function pick(one) {
  state.chosen = one;
  mark(one);
  form.fill(one);
  forget();
  showReason();
  const box = at("form");
  if (box.getBoundingClientRect().top > innerHeight * 0.7) box.scrollIntoView({ block: "start" });
}

function showReason() {
  const one = state.chosen;
  at("reason").hidden = !one;
  if (!one) return;
  const told = reason(one);
  at("reason").replaceChildren(element("b", "", `${one.id} · ${why(one)}`), ...(told ? [element("span", "", told)] : []));
}

function describe() {
  const ministry = (one) => say.owner(one).split(" (")[0];
  const byOwner = new Map(state.registries.map((one) => [ministry(one), []]));
  for (const one of state.registries) byOwner.get(ministry(one)).push(one);
  const parts = [...byOwner].map(([owner, all]) => [element("dt", "", owner), description(all)]);
  at("described").replaceChildren(...parts.flat());
}

function description(registries) {
  const made = element("dd");
  for (const one of registries) {
    const link = element("a", "", say.title(one));
    link.href = `${one.name}/openapi.json`;
    made.append(link);
  }
  return made;
}

function listen() {
  at("search").addEventListener("input", listPersonas);
  at("registry").addEventListener("change", () => form.offer(registry()));
  at("add").addEventListener("change", () => at("add").value && form.add(at("add").value)?.focus());
  at("form").addEventListener("input", changed);
  at("form").addEventListener("submit", submitted);
  at("form").addEventListener("reset", cleared);
  for (const button of document.querySelectorAll("[data-tongue]")) button.addEventListener("click", switchTongue);
  const tabs = [...document.querySelectorAll("[role=tab]")];
  for (const tab of tabs) {
    tab.addEventListener("click", () => open(tab));
    tab.addEventListener("keydown", (pressed) => walk(pressed, tabs.filter((one) => !one.hidden)));
  }
}

function switchTongue(pressed) {
  turn(pressed.target.dataset.tongue);
  draw();
}

function cleared() {
  state.chosen = null;
  const kept = [at("registry").value, at("procedure").value];
  setTimeout(() => {
    [at("registry").value, at("procedure").value] = kept;
    form.drop();
    forget();
    showReason();
    listPersonas();
    at("number").focus();
  });
}

async function submitted(event) {
  event.preventDefault();
  forget();
  const question = form.question();
  if (question.wrong) return refuse(() => say(question.wrong), question.field);
  const mine = ++state.asked;
  at("verify").setAttribute("aria-disabled", "true");
  try {
    const answer = await ask(registry(), question);
    if (mine === state.asked) arrived(answer);
  } catch {
    if (mine === state.asked) refuse(() => say("unreachable"));
  } finally {
    if (mine === state.asked) at("verify").removeAttribute("aria-disabled");
  }
}

function arrived(answer) {
  if (answer.ok) return show((state.last = answer), { arrive: true });
  refuse(() => faulty(answer.told));
}

function faulty(told) {
  const { title, remedy } = told[say.tongue] ?? { title: told.title, remedy: "" };
  return `${title}${told.pointer ? ` (${told.pointer})` : ""}. ${remedy}`;
}

async function ask(of, question) {
  const answer = await verify(of.name, question);
  const told = JSON.parse(answer.text);
  const wire = of.wires.includes("soap") && answer.ok ? await onTheWire(question) : null;
  return { of, question, told, ok: answer.ok, wire };
}

async function onTheWire({ subject, claims }) {
  if (!claims.hoVaTen || !claims.ngaySinh) return { note: "soapNeeds" };
  if (claims.ngaySinh.length === 7) return { note: "soapMonth" };
  const sent = envelope(subject.soDinhDanh, claims.hoVaTen, claims.ngaySinh);
  return { sent, received: (await soap(sent)).text };
}

// An answer to what no longer stands in the form, there or on its way, is not this form's answer.
function changed() {
  state.asked += 1;
  at("verify").removeAttribute("aria-disabled");
  forget();
}

function forget() {
  state.last = null;
  state.fault = null;
  showFault();
  at("answer").hidden = true;
  for (const field of document.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

// What is refused is kept as what says it, so that it can be said in the other tongue.
function refuse(words, field) {
  state.fault = words;
  showFault();
  if (field) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }
}

function showFault() {
  at("fault").textContent = state.fault?.() ?? "";
  at("fault").hidden = !state.fault;
}

async function tick() {
  try {
    const { now } = await read("_sandbox/clock");
    at("clock").dateTime = now;
    at("clock").textContent = now.slice(0, 16).replace("T", " ");
  } catch {
    at("clock").textContent = "…";
  }
}

begin();
