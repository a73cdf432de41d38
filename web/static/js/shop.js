/* The controller's till: a new price for the product on air, a count of a product's pieces.
 *
 * Owns: which product a price is for, how a number of pieces becomes a level or a movement, and whose they are.
 * Law: the price is that of the product whose tile is on air at the moment of sending; with none on air nothing goes out.
 *   Pieces are those of the product that is chosen: at first the one on air, and never another one under half-typed figures.
 * Must not know: how commands go out, how people write amounts, what the desk does with it.
 */

import * as commands from "./commands.js";
import { check, read } from "./typed.js";

const counted = document.getElementById("restock");
const onAir = () => document.querySelector("#products [aria-current]");

function reprice(event, values, form) {
  const tile = onAir();
  if (!tile) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return commands.say("unsold");
  }
  values.delete("amount");
  values.set("sku", tile.dataset.sku);
  values.set("unit_minor", read(form.elements.amount));
}

/** A level that is told, or pieces that came or went. */
function restock(values) {
  const pieces = read(counted.elements.pieces);
  const what = values.get("what");
  const moved = { more: pieces, fewer: -pieces }[what];
  values.delete("pieces");
  values.delete("what");
  values.set("type", moved === undefined ? "stock.set" : "stock.add");
  values.set(moved === undefined ? what : "by", moved ?? pieces);
}

function prepare(event) {
  const { request, sourceElement } = event.detail.ctx;
  if (sourceElement.id === "reprice") reprice(event, request.body, sourceElement);
  else if (sourceElement === counted) restock(request.body);
}

/** The products of now, as the list of stock has them. */
function offer(event) {
  if (!event.target.closest("[data-panel=stock-panel]")) return;
  const { sku, pieces } = counted.elements;
  const chosen = pieces.value ? sku.value : (onAir()?.dataset.sku ?? "");
  const rows = [...document.querySelectorAll("#stock [data-sku]")];
  sku.replaceChildren(new Option("—", ""), ...rows.map((row) => new Option(row.firstElementChild.textContent, row.dataset.sku)));
  sku.value = chosen;
}

/** Listens; called once by the page's own module, before commands go out. */
export function start() {
  document.addEventListener("click", offer);
  for (const form of [counted, document.getElementById("reprice")]) form.addEventListener("input", (event) => check(event.target));
  document.addEventListener("htmx:config:request", prepare);
}
