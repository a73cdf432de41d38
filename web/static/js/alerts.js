/* The list of alerts: which one is chosen.
 *
 * Owns: the chosen alert (its row is open, the keys are its), the count at the list's tab, and what its buttons are about.
 * Law: the most urgent that waits is chosen, and nothing jumps under a finger: while the list is touched the choice stays,
 *   and a key within SETTLE_MS of a choice that moved by itself acts on nothing. What a person chose stays until it is taken
 *   in hand or, when it is already, until another comes. What a person does is seen at once, also in a list that stands still.
 * Must not know: rules, how urgent something is (the server's order says it), how commands go out.
 */

import * as alarms from "./alarms.js";
import * as clock from "./clock.js";
import * as commands from "./commands.js";
import * as drafts from "./drafts.js";
import * as live from "./live.js";
import * as tabs from "./tabs.js";

const TOUCHED_MS = 3000;
const SETTLE_MS = 700;
const list = document.getElementById("alerts");
const tab = document.getElementById("tab-alerts"); // where the list is one of several
const panel = document.getElementById("hand-panel");
let chosen = null; // its id
let own = false; // a person chose it
let waited = false; // it waited when it was looked at last
let asked = null; // the alert that the open panel is about
let movedAt = -SETTLE_MS;
let touchedAt = -TOUCHED_MS;
let later = 0;

const rows = () => [...list.querySelectorAll("[data-alert]")];
const row = (id) => rows().find((one) => one.dataset.alert === id) ?? null;
const { waits } = alarms;

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
  waited = Boolean(one) && waits(one);
  mark();
  if (one && list.contains(one)) byPerson ? one.scrollIntoView({ block: "nearest" }) : reveal(one, one.closest(".scroll") ?? list);
}

/** Brings a row that nobody chose in sight in its list; the page stays where its reader has it. */
export function reveal(one, box) {
  const [inner, outer] = [one.getBoundingClientRect(), box.getBoundingClientRect()];
  if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) box.scrollTop += Math.min(inner.bottom - outer.bottom, inner.top - outer.top);
}

const touched = () => (panel && !panel.hidden) || list.matches(":hover") || list.contains(document.activeElement) || performance.now() - touchedAt < TOUCHED_MS;

/** Chooses anew after a write: the same one while the list is touched or a person wants it, else the most urgent that waits. */
function settle() {
  clearTimeout(later);
  const all = rows();
  const urgent = all.find(waits) ?? null;
  const now = row(chosen);
  if (!now) return choose(urgent ?? all[0] ?? null, false);
  if (waited && !waits(now)) own = false;
  waited = waits(now);
  if (!urgent || now === urgent || own) return mark();
  if (!touched()) return choose(urgent, false);
  later = setTimeout(settle, TOUCHED_MS); // it is chosen when the hand is off: who takes one in hand goes on to act on it
  mark();
}

/** Says at the tab how many wait, for whoever looks at another. */
function count(all) {
  const sign = tab?.querySelector(".cnt");
  if (!sign) return;
  const waiting = all.filter(waits);
  sign.hidden = waiting.length === 0;
  sign.textContent = waiting.length;
  sign.classList.toggle("crit", waiting.some((one) => one.dataset.severity === "critical"));
}

function next() {
  const all = rows();
  if (all.length === 0) return;
  touchedAt = performance.now();
  if (!list.checkVisibility()) {
    tabs.show(tab.id);
    return choose(row(chosen) ?? all[0], true);
  }
  const at = all.findIndex((one) => one.dataset.alert === chosen);
  choose(all[(at + 1) % all.length], true);
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
  const { ageSince } = sourceElement.dataset;
  if (sourceElement.hasAttribute("data-of-alert")) request.body.set("alert", asked);
  if (sourceElement.id === "form-silence") {
    request.body.set("until_ms", Math.round(clock.now() + Number(request.body.get("silent_ms"))));
    request.body.delete("silent_ms");
  }
  if (ageSince) request.body.set("text", request.body.get("text").replace("{age}", clock.age(Number(ageSince))));
}

function answered(event) {
  const { response, sourceElement } = event.detail.ctx;
  if (response.status < 300 && sourceElement.closest("#alerts, #hand-panel")) live.pass(list);
}

/** A key of the alerts, pressed just after the choice moved by itself, was meant for another one. */
function key(name) {
  if (chosen === null || !list.querySelector(`[data-alert] [data-keys~="${CSS.escape(name)}"]`)) return false;
  touchedAt = performance.now();
  return touchedAt - movedAt < SETTLE_MS;
}

/** A note about an alert begins with its minute and product; a silence is of its rule and what it is about. */
function fill({ target, detail: button }) {
  if (target.id !== "form-silence" && target.id !== "form-note") return;
  const one = button.closest("[data-alert]");
  const about = one?.dataset.alert ?? "";
  drafts.turn(target, about);
  if (target.id === "form-silence") return silence(one);
  if (!one) return;
  target.elements.minute.value = clock.local(Number(button.dataset.at)).slice(0, 5);
  target.elements.sku.value = button.dataset.sku ?? "";
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
    const fresh = alarms.announce(rows());
    if (fresh && row(chosen) && !waits(row(chosen))) own = false;
    settle();
    count(rows());
  });
  list.addEventListener("slot:held", ({ detail: html }) => {
    const waiting = document.createElement("template");
    waiting.innerHTML = html;
    clock.tick(waiting.content);
    const all = [...waiting.content.querySelectorAll("[data-alert]")];
    alarms.announce(all);
    count(all);
  });
  alarms.start(rows);
  settle();
  count(rows());
  document.addEventListener("click", click);
  document.addEventListener("htmx:config:request", prepare);
  document.addEventListener("htmx:after:request", answered);
  document.addEventListener("entry:opened", fill);
  list.addEventListener("pointermove", () => (touchedAt = performance.now()));
}
