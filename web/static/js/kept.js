/* What is half-typed when a person changes the language: it stands there again in the other one.
 *
 * Owns: the fields, tabs, open panel and scroll of this page over the one reload that a change of language is.
 * Law: kept when the language is pressed and put back once, on the same page alone, a secret never; a form that is about something says
 *   about what, so that its words are never another's. What the server has filled in and nobody changed is not kept.
 * Must not know: what the fields are for.
 */

import * as tabs from "./tabs.js";

const key = `kept ${location.pathname}`;
const OPENERS = ["data-panel", "data-pane"];

/** A field's name that outlives the reload: its id, else its form, the form's command, its own name and choice. */
function named(field) {
  const form = field.form;
  const choice = field.matches("[type=radio], [type=checkbox]") ? field.value : "";
  return field.id || [form?.id, form?.querySelector("[name=type]")?.value, field.name, choice].join(" ");
}

const fields = (root) => [...root.querySelectorAll("input:not([type=hidden], [type=password]), textarea, select")];
const changed = (field) =>
  field.tagName === "SELECT" ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected)) : field.value !== field.defaultValue || field.checked !== field.defaultChecked;
const scrolls = () => [...document.querySelectorAll("[data-slot]")].map((slot) => [slot.id, (slot.matches(".scroll") ? slot : slot.querySelector(".scroll"))?.scrollTop ?? 0]);

function opener() {
  const button = document.querySelector('button[aria-expanded="true"]:is([data-panel], [data-pane])');
  const about = document.getElementById(button?.dataset.panel)?.querySelector("form[data-about]"); // it is opened from what it is about
  const by = button && !about && !button.closest("[data-alert]") && OPENERS.find((name) => button.hasAttribute(name));
  return by ? `button[${by}="${CSS.escape(button.getAttribute(by))}"]` : null;
}

function keep() {
  const typed = fields(document).filter(changed).map((one) => [named(one), one.value, one.checked, one.form?.dataset.about ?? null]);
  const open = [...document.querySelectorAll("details[open]")].map((one) => [...document.querySelectorAll("details")].indexOf(one));
  const chosen = [...document.querySelectorAll("[role=tab][aria-selected=true]")].map((tab) => tab.id);
  try {
    sessionStorage.setItem(key, JSON.stringify({ typed, open, chosen, opener: opener(), scrolls: scrolls() }));
  } catch {
    // a browser that keeps nothing loses what is half-typed
  }
}

function fill(root, typed) {
  for (const [name, value, checked, about] of typed) {
    const field = fields(root).find((one) => named(one) === name);
    if (!field) continue;
    if (about !== null) field.form.dataset.about = about;
    field.value = value;
    field.checked = checked;
  }
  for (const form of root.querySelectorAll("form[data-choice]")) form.dispatchEvent(new Event("change"));
}

function restore({ typed, open, chosen, opener: by, scrolls: tops }) {
  fill(document, typed);
  for (const i of open) document.querySelectorAll("details")[i]?.setAttribute("open", "");
  for (const id of chosen) if (document.getElementById(id)) tabs.show(id);
  for (const [id, top] of tops) {
    const slot = document.getElementById(id);
    const box = slot?.matches(".scroll") ? slot : slot?.querySelector(".scroll");
    if (box && top) box.scrollTop = top;
  }
  const button = by && document.querySelector(by);
  if (!button) return;
  document.addEventListener("pane:drawn", ({ target }) => fill(target, typed), { once: true });
  button.click();
}

/** Puts back what was kept and listens; called once by the page's own module, last. */
export function start() {
  document.addEventListener("click", ({ target, ctrlKey, metaKey, shiftKey, altKey }) => {
    if (target.closest(".lang a") && !(ctrlKey || metaKey || shiftKey || altKey)) keep(); // else this page stays as it is
  }, { capture: true }); // before the panel shuts
  try {
    const kept = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    if (kept) restore(JSON.parse(kept));
  } catch {
    // likewise
  }
}
