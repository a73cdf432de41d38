/* Forms whose fields hang on a choice: a new timer by its kind, a new draw by who takes part.
 *
 * Owns: which fields each choice has ([data-of] in a form[data-choice]), how a timer's length and clock time go out.
 * Law: what a choice has not is neither seen nor sent.
 * Must not know: how commands go out, what runs.
 */

import { nearest } from "./typed.js";

const form = document.querySelector("#timer-panel form");

/** Shows the fields of what is chosen, and those alone. */
function fit(choosing) {
  const chosen = choosing.elements[choosing.dataset.choice].value;
  for (const part of choosing.querySelectorAll("[data-of]")) {
    part.hidden = !part.dataset.of.split(" ").includes(chosen);
    for (const input of part.querySelectorAll("input, select")) input.disabled = part.hidden;
  }
}

function prepare(event) {
  const { request, sourceElement } = event.detail.ctx;
  if (sourceElement !== form) return;
  const values = request.body;
  const other = (values.get("other") ?? "").replace(",", ".");
  if (values.has("minutes")) values.set("duration_for_ms", Math.round(Number(other || values.get("minutes")) * 60_000));
  if (values.has("until_ms")) values.set("until_ms", nearest(values.get("until_ms")));
  values.delete("other");
  values.delete("minutes");
}

/** Listens; called once by the page's own module, before commands go out. */
export function start() {
  for (const choosing of document.querySelectorAll("form[data-choice]")) choosing.addEventListener("change", () => fit(choosing));
  document.addEventListener("htmx:config:request", prepare);
}
