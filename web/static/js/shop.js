/* The controller's till: a new price for the product on air.
 *
 * Owns: how the amount typed becomes the command's minor units, and whose price it is.
 * Law: the price is that of the product whose tile is on air at the moment of sending; with none on air nothing goes out.
 * Must not know: how commands go out, what the desk does with it.
 */

import * as commands from "./commands.js";

function prepare(event) {
  const { request, sourceElement } = event.detail.ctx;
  if (sourceElement.id !== "reprice") return;
  const tile = document.querySelector("#products [aria-current]");
  if (!tile) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return commands.say("unsold");
  }
  const amount = Number(request.body.get("amount").replace(",", "."));
  request.body.delete("amount");
  request.body.set("sku", tile.dataset.sku);
  request.body.set("unit_minor", Math.round(amount * 10 ** Number(sourceElement.dataset.places)));
}

/** Listens; called once by the page's own module, before commands go out. */
export function start() {
  document.addEventListener("htmx:config:request", prepare);
}
