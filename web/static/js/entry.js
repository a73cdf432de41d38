/* Forms in which a person tells something: the platform's figures, money spent, a note.
 *
 * Owns: the panels form.entry: opening by a button [data-form], what is typed into numbers on its way out, what is kept for
 *   the next time, closing.
 * Law: a push never touches them; half-typed text survives closing. A number that cannot be read is said at its field and
 *   nothing is sent. Whoever told the last figures is offered again.
 * Must not know: what the commands do, how people write numbers.
 *
 * data-minute: hh:mm of the room, sent as epoch ms under the name it gives; data-keep: kept in this browser.
 */

import { beside } from "./panel.js";
import { check, last, read } from "./typed.js";

let opener = null;

const kept = (input) => `controlroom.told.${input.name}`;

function open(button) {
  const same = button === opener;
  close(false);
  if (same) return button.focus({ preventScroll: true });
  const form = document.getElementById(`form-${button.dataset.form}`);
  for (const input of form.querySelectorAll("[data-keep]")) input.value = localStorage.getItem(kept(input)) ?? input.value;
  opener = button;
  button.setAttribute("aria-expanded", "true");
  form.hidden = false;
  form.dispatchEvent(new CustomEvent("entry:opened", { bubbles: true, detail: button }));
  beside(form, button);
  form.querySelector(".field").focus({ preventScroll: true });
}

/** Closes the panel that is open; `back`: the focus returns to its button. */
export function close(back = true) {
  if (!opener) return;
  const button = opener;
  opener = null;
  document.getElementById(`form-${button.dataset.form}`).hidden = true;
  button.setAttribute("aria-expanded", "false");
  if (back && button.isConnected) button.focus({ preventScroll: true });
}

function prepare(event) {
  const { request, sourceElement: form } = event.detail.ctx;
  if (!form.matches("form.entry")) return;
  const values = request.body;
  for (const input of form.querySelectorAll("[data-money], [data-whole]")) if (values.get(input.name)) values.set(input.name, read(input));
  for (const input of form.querySelectorAll("[data-minute]")) {
    if (values.get(input.name)) values.set(input.dataset.minute, last(values.get(input.name)));
    values.delete(input.name);
  }
}

function answered(event) {
  const { response, sourceElement: form } = event.detail.ctx;
  if (!form.matches("form.entry") || response.status >= 300) return;
  for (const input of form.querySelectorAll("[data-keep]")) localStorage.setItem(kept(input), input.value);
  for (const input of form.querySelectorAll(".field:not([data-keep])")) input.value = "";
  close();
}

function click(event) {
  const button = event.target.closest("button");
  if (button?.matches("[data-form]")) return open(button);
  if (button?.matches("form.entry [data-close]")) return close();
  if (opener && !event.target.closest("form.entry") && event.target.isConnected) close(false);
}

/** Listens; called once by the page's own module. */
export function start() {
  document.addEventListener("click", click);
  document.addEventListener("input", (event) => event.target.form?.matches("form.entry") && check(event.target));
  document.addEventListener("htmx:config:request", prepare);
  document.addEventListener("htmx:after:request", answered);
  // Before the keyboard's own module: there the first Escape would only leave the field.
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !opener || event.isComposing) return;
    event.stopImmediatePropagation();
    close();
  }, { capture: true });
}
