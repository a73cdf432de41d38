/* A new timer: counting down, counting up, or to an instant.
 *
 * Owns: which fields each kind has, how a length and a clock time that people write go out.
 * Law: what a kind has not is neither seen nor sent.
 * Must not know: how commands go out, the timers that run.
 */

import { instant } from "./rundown.js";

const form = document.querySelector("#timer-panel form");

/** Shows the fields of the kind that is chosen, and those alone. */
function fit() {
  for (const part of form.querySelectorAll("[data-of]")) {
    part.hidden = part.dataset.of !== form.elements.kind.value;
    for (const input of part.querySelectorAll("input")) input.disabled = part.hidden;
  }
}

function prepare(event) {
  const { request, sourceElement } = event.detail.ctx;
  if (sourceElement !== form) return;
  const values = request.body;
  const other = (values.get("other") ?? "").replace(",", ".");
  if (values.has("minutes")) values.set("duration_for_ms", Math.round(Number(other || values.get("minutes")) * 60_000));
  if (values.has("until_ms")) values.set("until_ms", instant(values.get("until_ms")));
  values.delete("other");
  values.delete("minutes");
}

/** Listens; called once by the page's own module, before commands go out. */
export function start() {
  form.addEventListener("change", fit);
  document.addEventListener("htmx:config:request", prepare);
}
