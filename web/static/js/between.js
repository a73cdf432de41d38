/* Panels that a person opens to say something: a message, the red light's reasons, draws.
 *
 * Owns: opening and shutting of .pop.between from buttons [data-panel], the red light's digits.
 * Law: one at a time, beside its button, never a modal; Esc, its own button, a press beside it, or a command given from
 *   something with data-shuts shut it. While the reasons stand open a digit gives the reason that bears it, before any
 *   product; half-typed words survive.
 * Must not know: how commands go out, what is drawn in the panels.
 */

import * as commands from "./commands.js";
import { beside } from "./panel.js";

let panel = null;
let by = null; // the button that opened it; a push may have put another in its place

function opener() {
  if (!panel) return null;
  return by?.isConnected ? by : document.querySelector(`[data-panel="${panel.id}"]`);
}

function shut(back = true) {
  if (!panel) return;
  const button = opener();
  panel.hidden = true;
  panel = null;
  button?.setAttribute("aria-expanded", "false");
  if (back) button?.focus({ preventScroll: true });
}

function open(button) {
  const wanted = document.getElementById(button.dataset.panel);
  const same = wanted === panel && button === opener();
  shut(same);
  if (same) return;
  panel = wanted;
  by = button;
  panel.hidden = false;
  one(button);
  button.setAttribute("aria-expanded", "true");
  beside(panel, button);
  panel.querySelector("[data-digit], .field")?.focus({ preventScroll: true });
}

/** A panel opened from one screen of the list is for that screen, until another is chosen. */
function one(button) {
  const choice = panel.querySelector(".one");
  if (!choice) return;
  const radio = choice.querySelector("input");
  choice.hidden = !button.dataset.to;
  if (button.dataset.to) {
    radio.value = button.dataset.to;
    choice.querySelector("span").textContent = button.dataset.named;
    radio.checked = true;
  } else if (radio.checked) {
    panel.querySelector("input[name=target]").checked = true;
  }
}

function click(event) {
  const button = event.target.closest("button");
  if (button?.dataset.panel) open(button);
  else if (button?.matches(".between [data-shut]")) shut();
  else if (panel && event.target.isConnected && !panel.contains(event.target)) shut(false);
}

function answered(event) {
  const { response, sourceElement } = event.detail.ctx;
  if (response.status < 300 && sourceElement.matches(".between [data-shuts]")) shut();
}

/** Listens; called once by the page's own module, before the keys of its own. */
export function start() {
  commands.onKey((name) => {
    const reason = panel?.querySelector(`[data-digit="${CSS.escape(name)}"]`);
    if (reason) reason.click();
    return Boolean(reason);
  });
  document.addEventListener("click", click);
  document.addEventListener("htmx:after:request", answered);
  addEventListener("resize", () => panel && opener() && beside(panel, opener()));
  // Before the keyboard's own module: there the first Escape would only leave the field.
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel || event.isComposing) return;
    event.stopImmediatePropagation();
    shut();
  }, { capture: true });
}
