/* The form of a rule: what is typed is tried before it can be saved.
 *
 * Owns: asking how often the changed or new rule would have fired, what stands there meanwhile and the answer, closing after a save.
 * Law: the answer is of what stands in the form; as soon as something else is typed, it goes, and with it the button that saves.
 *   A save that is refused shows the rule as it is by now, keeps what was typed, and tries that: one looks, and presses again.
 * Must not know: rules, thresholds, how they are tried.
 */

import * as commands from "./commands.js";
import * as popover from "./popover.js";

const panel = document.getElementById("pop");
const base = location.pathname.replace(/\/$/, "");
const GIVES = "[data-rule-save], [data-rule-gone]";
let asked = 0;

async function ask(form) {
  const place = document.getElementById("rule-tried");
  const typed = new URLSearchParams([...new FormData(form), ["lang", document.documentElement.lang]]);
  const mine = (asked += 1);
  place.replaceChildren(document.getElementById("rule-reckons").content.cloneNode(true));
  const answer = await fetch(`${base}/${form.dataset.tries}?${typed}`).catch(() => null);
  if (mine !== asked || !place.isConnected) return;
  if (!answer?.ok) {
    place.replaceChildren();
    return commands.say("failed");
  }
  place.innerHTML = await answer.text();
  const fault = place.querySelector("[data-field]");
  if (fault) form.elements[fault.dataset.field]?.focus();
  htmx.process(place);
  popover.grown();
}

function forget() {
  asked += 1;
  document.getElementById("rule-tried")?.replaceChildren();
}

/** What is saved was decided on what the form showed: a rule that somebody has changed since is not written over. */
function prepare(event) {
  const { request, sourceElement } = event.detail.ctx;
  if (sourceElement.matches(GIVES)) request.body.set("expected_seq", document.getElementById("rule-form").dataset.seq);
}

const fields = (form) => [...form.elements].filter((one) => one.name);
const stood = (field) => (field.options ? ([...field.options].find((one) => one.defaultSelected) ?? field.options[0]).value : field.defaultValue);
const words = (field, value) => (field.options ? [...field.options].find((one) => one.value === value)?.text : value) || "—";

/** Shows the rule as it is by now, with what was typed kept: where that stands before what somebody else set, both are seen. */
async function anew() {
  const before = new Map(fields(document.getElementById("rule-form")).map((one) => [one.name, { was: stood(one), typed: one.value }]));
  const tries = document.querySelector("[data-rule-save]") !== null;
  if (!(await popover.redraw())) return;
  const form = document.getElementById("rule-form");
  form.reset();
  for (const field of fields(form)) {
    const { was, typed } = before.get(field.name) ?? {};
    const now = stood(field);
    if (typed === undefined || typed === was || typed === now) continue;
    field.value = typed;
    if (now !== was) field.before(Object.assign(document.createElement("small"), { textContent: form.dataset.now + words(field, now) }));
  }
  popover.grown();
  if (tries) ask(form);
}

/** Listens; called once by the page's own module. */
export function start() {
  panel.addEventListener("submit", (event) => {
    if (event.target.id !== "rule-form") return;
    event.preventDefault();
    ask(event.target);
  });
  panel.addEventListener("input", (event) => event.target.form?.id === "rule-form" && forget());
  document.addEventListener("htmx:config:request", prepare);
  document.addEventListener("htmx:after:request", (event) => {
    const { response, sourceElement } = event.detail.ctx;
    if (!sourceElement.matches(GIVES)) return;
    if (response.status < 300) popover.close();
    else if (response.status === 409 && document.getElementById("rule-form")) anew();
  });
}
