/* A person's tasks, and the page they hand over with.
 *
 * Owns: who is reading (their link says so, else they choose once on this screen), which rows are theirs, the counts; of
 *   alerts theirs alone are said and heard.
 * Law: the server sends every task once for all readers; what is not this person's is never shown, not for one frame: the
 *   rule stands in a style sheet before rows are written. Whom it is handed over from is who is reading; what is picked survives every push.
 * Must not know: when a task is due, who may do what.
 */

import * as alarms from "./alarms.js";
import * as chimes from "./chimes.js";
import * as commands from "./commands.js";
import * as live from "./live.js";
import * as tabs from "./tabs.js";

const main = document.getElementById("main");
const key = `mine ${document.body.dataset.room}`;
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
let chosen = null;
let picked = null;

const buttons = () => [...document.querySelectorAll("#who [data-person]")];
const roleOf = (person) => buttons().find((one) => one.dataset.person === person)?.dataset.role;

/** Who is reading: the link's person, who was chosen here, else the only one of this role; null: nobody in particular. */
function reader() {
  const known = (person) => person !== null && buttons().some((one) => one.dataset.person === person);
  if (main.dataset.me) return main.dataset.me;
  if (known(chosen)) return chosen;
  const mine = buttons().filter((one) => one.dataset.role === main.dataset.role);
  return mine.length === 1 ? mine[0].dataset.person : "";
}

function apply() {
  const me = reader();
  const names = me ? [me, roleOf(me)].filter(Boolean) : [];
  const others = names.map((name) => `:not([data-for~=${JSON.stringify(name)}])`).join("");
  const rules = [`[data-for]${others}`, `[data-member=${JSON.stringify(me)}]`];
  sheet.replaceSync(`${names.length ? rules.join(",") : "[data-to]"}{display:none}`);
  for (const one of buttons()) one.setAttribute("aria-pressed", String(one.dataset.person === me));
  count();
  alarms.seed(alerts()); // another reader's are no news to them
}

const theirs = (within) => [...within.querySelectorAll("[data-for]")].filter((row) => getComputedStyle(row).display !== "none");
const alerts = () => theirs(document.getElementById("alerts"));

function count() {
  for (const list of document.querySelectorAll("[data-list]")) {
    const rows = theirs(list).length;
    list.querySelector(".cnt").textContent = rows;
    const none = list.querySelector(".none");
    if (none) none.hidden = rows > 0;
    else list.hidden = rows === 0;
  }
}

function choose(event) {
  const task = event.target.closest("[data-pick]");
  if (task) pick(task.dataset.pick === picked ? null : task.dataset.pick);
  const button = event.target.closest("#who [data-person]");
  if (!button) return;
  chosen = button.dataset.person;
  try {
    localStorage.setItem(key, chosen);
  } catch {
    // a browser that keeps nothing asks again next time
  }
  apply();
}

/** One task that was picked is assigned; without one, everything is handed over. */
function handsOver(event) {
  const { request, sourceElement } = event.detail.ctx;
  if (!sourceElement.matches("[data-member]")) return;
  if (picked === null) return request.body.set("owner", reader());
  request.body.set("type", "task.assign");
  request.body.set("task", picked);
  request.body.set("owner", sourceElement.dataset.member);
  request.body.delete("to");
  pick(null);
}

function pick(id) {
  picked = id;
  for (const one of document.querySelectorAll("[data-pick]")) one.setAttribute("aria-pressed", String(one.dataset.pick === id));
}

function drawn({ target }) {
  if (target.id === "who") return apply();
  if (target.id === "handover") {
    const there = [...target.querySelectorAll("[data-pick]")].some((one) => one.dataset.pick === picked);
    pick(there ? picked : null);
  }
  count();
  if (target.id === "alerts") alarms.announce(alerts());
}

try {
  chosen = localStorage.getItem(key);
} catch {
  // likewise
}
document.addEventListener("click", choose);
document.addEventListener("htmx:config:request", handsOver);
document.addEventListener("slot:written", drawn);
document.getElementById("print").addEventListener("click", () => {
  tabs.show("tab-handover");
  print();
});
tabs.start();
if (location.hash === "#handover") tabs.show("tab-handover");
apply();
alarms.start(alerts);
chimes.switchedBy(document.getElementById("sound"));
commands.start();
live.start();
