/* The list of alerts: which one is chosen, what is new, what is heard.
 *
 * Owns: the chosen alert (its row is open, the keys are its), the words for a screen reader, the sound, and the instants
 *   that its buttons add (snoozed, in hand until).
 * Law: the most urgent that waits is chosen, and nothing jumps under a finger: while the list is touched the choice stays,
 *   and a key within SETTLE_MS of a choice that moved by itself acts on nothing. A person's own choice stays while it waits.
 *   What a person does is seen at once, also in a list that stands still.
 * Must not know: rules, how urgent something is (the server's order says it), how commands go out.
 */

import * as chimes from "./chimes.js";
import * as clock from "./clock.js";
import * as commands from "./commands.js";
import * as live from "./live.js";

const TOUCHED_MS = 3000;
const SETTLE_MS = 700;
const AGAIN_MS = 20_000; // how often a critical one is heard while nobody takes it
const KEYS = new Set(["a", "f", "p", "s", "x", "z", "Backspace", "Delete"]);
const list = document.getElementById("alerts");
const said = document.getElementById("alert-said");
const panel = document.getElementById("hand-panel");
const known = new Map(); // alert → its severity, and how often it had been said, when it was announced last
let chosen = null; // its id
let own = false; // a person chose it
let asked = null; // the alert that the open panel is about
let movedAt = -SETTLE_MS;
let touchedAt = -TOUCHED_MS;
let heardAt = -AGAIN_MS;
let later = 0;

const rows = () => [...list.querySelectorAll("[data-alert]")];
const row = (id) => rows().find((one) => one.dataset.alert === id) ?? null;
const stage = (one) => `${one.dataset.severity} ${one.dataset.said}`;
const waits = (one) => one.hasAttribute("data-waits");

/* ── choosing ── */

function mark() {
  for (const one of rows()) {
    const on = one.dataset.alert === chosen;
    one.classList.toggle("sel", on);
    one.querySelector("[data-choose]").setAttribute("aria-expanded", String(on));
  }
}

function choose(one, byPerson) {
  if (one && one.dataset.alert !== chosen && !byPerson && chosen !== null) {
    movedAt = performance.now();
    one.classList.add("moved");
    setTimeout(() => one.classList.remove("moved"), SETTLE_MS);
  }
  chosen = one?.dataset.alert ?? null;
  own = byPerson;
  mark();
  if (one && list.contains(one)) one.scrollIntoView({ block: "nearest" });
}

const touched = () => (panel && !panel.hidden) || list.matches(":hover") || list.contains(document.activeElement) || performance.now() - touchedAt < TOUCHED_MS;

/** Chooses anew after a write: the same one while it waits, else the most urgent that does. */
function settle() {
  clearTimeout(later);
  const all = rows();
  const urgent = all.find(waits) ?? all[0] ?? null;
  const now = row(chosen);
  if (!now) return choose(urgent, false);
  if (now === urgent || (own && (waits(now) || !urgent || !waits(urgent)))) return mark();
  if (waits(now) && touched()) {
    later = setTimeout(settle, TOUCHED_MS); // a more urgent one waits above: it is chosen when the hand is off
    return mark();
  }
  choose(urgent, false);
}

function next() {
  const all = rows();
  if (all.length === 0) return;
  const at = all.findIndex((one) => one.dataset.alert === chosen);
  choose(all[(at + 1) % all.length], true);
}

/* ── saying ── */

/** Says what is new: also what waits behind a list that stands still. */
function announce(all) {
  const fresh = all.filter((one) => waits(one) && known.get(one.dataset.alert) !== stage(one));
  for (const one of all) if (waits(one)) known.set(one.dataset.alert, stage(one));
  for (const id of [...known.keys()]) if (!all.some((one) => one.dataset.alert === id)) known.delete(id);
  if (fresh.length) said.textContent = fresh.map((one) => `${one.querySelector(".unseen-when").textContent}${one.querySelector(".claim").textContent}`).join("\n");
  if (fresh.some((one) => one.dataset.severity === "critical")) alarm();
}

function alarm() {
  heardAt = performance.now();
  chimes.play("alarm");
}

function remind() {
  const open = rows().some((one) => waits(one) && one.dataset.severity === "critical");
  if (open && performance.now() - heardAt >= AGAIN_MS) alarm();
}

/* ── doing ── */

function click(event) {
  const button = event.target.closest("button");
  if (event.target.closest("#alerts")) touchedAt = performance.now();
  if (button?.matches("[data-next-alert]")) return next();
  if (button?.dataset.panel === "hand-panel") ask(button);
  const one = event.target.closest("[data-alert]");
  if (one && (!button || button.matches("[data-choose]")) && one.dataset.alert !== chosen) choose(one, true);
}

/** The panel is about the alert whose button opened it, whatever is chosen meanwhile. */
function ask(button) {
  const one = button.closest("[data-alert]");
  asked = one.dataset.alert;
  document.getElementById("hand-of").textContent = one.querySelector(".claim").textContent;
  for (const choice of panel.querySelectorAll("[data-needs-label]")) choice.disabled = one.getAttribute(`data-label-${choice.dataset.needsLabel}`) === null;
}

function prepare(event) {
  const { request, sourceElement } = event.detail.ctx;
  const { forMs, handMs } = sourceElement.dataset;
  if (sourceElement.hasAttribute("data-of-alert")) request.body.set("alert", asked);
  if (forMs) request.body.set("until_ms", Math.round(clock.now() + Number(forMs)));
  if (sourceElement.id === "form-silence") {
    request.body.set("until_ms", Math.round(clock.now() + Number(request.body.get("silent_ms"))));
    request.body.delete("silent_ms");
  }
  if (handMs) request.body.set("until", Math.round(clock.now() + Number(handMs)));
}

function answered(event) {
  const { response, sourceElement } = event.detail.ctx;
  if (response.status < 300 && sourceElement.closest("#alerts, #hand-panel")) live.pass(list);
}

/** A key pressed just after the choice moved by itself was meant for another alert. */
function key(name) {
  if (!KEYS.has(name) || chosen === null) return false;
  touchedAt = performance.now();
  return touchedAt - movedAt < SETTLE_MS;
}

/** A note about the chosen alert begins with its minute and product; a silence is of its rule and what it is about. */
function fill({ target, detail: button }) {
  if (target.id === "form-silence") return silence(button.closest("[data-alert]"));
  if (target.id !== "form-note" || !button.dataset.at) return;
  target.elements.minute.value = clock.local(Number(button.dataset.at)).slice(0, 5);
  if (button.dataset.sku) target.elements.sku.value = button.dataset.sku;
}

function silence(one) {
  document.getElementById("silence-of").textContent = one.querySelector(".claim").textContent;
  const labels = Object.entries(one.dataset).filter(([name]) => /^label[A-Z]/.test(name));
  const told = [["rule", one.dataset.rule], ...labels.map(([name, value]) => [name.slice(5).toLowerCase(), value])];
  const fields = told.map(([name, value]) => Object.assign(document.createElement("input"), { type: "hidden", name: `matchers.${name}`, value }));
  document.getElementById("silence-what").replaceChildren(...fields);
}

/** Listens; called once by the page's own module, before the keys of its own. */
export function start() {
  commands.onKey(key);
  list.addEventListener("slot:written", () => {
    settle();
    announce(rows());
  });
  list.addEventListener("slot:held", ({ detail: html }) => {
    const waiting = document.createElement("template");
    waiting.innerHTML = html;
    announce([...waiting.content.querySelectorAll("[data-alert]")]);
  });
  for (const one of rows()) if (waits(one)) known.set(one.dataset.alert, stage(one));
  settle();
  document.addEventListener("click", click);
  document.addEventListener("htmx:config:request", prepare);
  document.addEventListener("htmx:after:request", answered);
  document.addEventListener("entry:opened", fill);
  list.addEventListener("pointermove", () => (touchedAt = performance.now()));
  setInterval(remind, 1000);
}
