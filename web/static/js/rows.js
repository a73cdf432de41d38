/* A row of a list chosen by keys, and acted on by the letter that acts.
 *
 * Owns: the way from list to list (← →), from row to row (↑ ↓, J K), the letters of the row that is chosen.
 * Law: the chosen row is the one that holds the focus; Enter presses what is focused in it. A letter acts on that row alone,
 *   before it means anything else. A row is the same thing for as long as it is chosen: when a push has put another under the
 *   focus, the choice goes after its own row, and the key that was meant for it does nothing.
 * Must not know: what lists are of, how commands go out.
 *
 * [data-rows]: a list and its letters, which mean nothing else there; its children with a button are rows. data-row: the
 * letter of a button in a row, or beside the list in its slot.
 */

import * as commands from "./commands.js";

const LISTS = { ArrowRight: 1, ArrowLeft: -1 };
const ROWS = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };
let chosen = null; // what the row that was chosen is
let within = ""; // the slot of its list

const usable = (button) => !button.disabled && button.checkVisibility();
const first = (row) => [...row.querySelectorAll("button, a[href]")].find(usable);
const rowsOf = (list) => [...list.children].flatMap((one) => (one.matches("button") ? (usable(one) ? [one] : []) : first(one) ? [one] : []));
const listOf = (element) => element?.closest?.("[data-rows]") ?? null;
const rowOf = (element) => {
  const list = listOf(element);
  return list && element !== list ? ([...list.children].find((one) => one.contains(element)) ?? null) : null;
};

/** What a row is: its name, or what its button does. */
function sameness(row) {
  const { segment, id } = row.dataset;
  return segment ?? id ?? (row.matches("button") ? row : row.querySelector("button"))?.getAttribute("hx-vals");
}

function choose(row) {
  (row.matches("button") ? row : first(row)).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function enter(by) {
  const lists = [...document.querySelectorAll("[data-rows]")].filter((one) => one.checkVisibility() && rowsOf(one).length);
  if (lists.length === 0) return false;
  const at = lists.indexOf(listOf(document.activeElement));
  const list = lists[at < 0 ? (by > 0 ? 0 : lists.length - 1) : (at + by + lists.length) % lists.length];
  choose(rowsOf(list)[0]);
  return true;
}

function step(list, by) {
  const rows = rowsOf(list);
  if (rows.length === 0) return;
  const at = rows.indexOf(rowOf(document.activeElement));
  choose(rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))]);
}

/** Whether the focus is in the row that was chosen; else it goes there, or to the list when the row is gone. */
function stays(list, row) {
  if (!row || chosen === null || sameness(row) === chosen) return true;
  const own = rowsOf(list).find((one) => sameness(one) === chosen);
  if (own) choose(own);
  else {
    chosen = null;
    list.focus({ preventScroll: true });
  }
  return false;
}

function key(name, event) {
  const list = listOf(document.activeElement);
  if (name in LISTS) return enter(LISTS[name]);
  if (!list) return false;
  const row = rowOf(document.activeElement);
  if (!stays(list, row)) return true;
  if (name in ROWS) return step(list, ROWS[name]), true;
  if (name === "Escape" || /^[0-9]$/.test(name)) document.activeElement.blur(); // a link number is no matter of the list
  if (!list.dataset.rows.split(" ").includes(name)) return false;
  if (event.repeat) return true;
  const all = [...list.closest("[data-slot]").querySelectorAll(`[data-row~="${CSS.escape(name)}"]`)];
  const found = all.find((one) => usable(one) && (listOf(one) === null || rowOf(one) === row));
  if (found) commands.strike(name, found);
  return true;
}

/** Enter presses what is focused by itself: not when a push has just put another row there. */
function pressed(event) {
  if (event.key !== "Enter" && event.key !== " ") return;
  const list = listOf(event.target);
  if (list && (event.repeat || !stays(list, rowOf(event.target)))) event.preventDefault(), event.stopImmediatePropagation();
}

/** Listens; called once by the page's own module, before the keys of its own. */
export function start() {
  commands.onKey(key);
  addEventListener("keydown", pressed, { capture: true });
  document.addEventListener("focusin", ({ target }) => {
    const row = rowOf(target);
    if (!row) return;
    chosen = sameness(row);
    within = row.closest("[data-slot]").id;
  });
  document.addEventListener("focusout", ({ target }) => {
    // Left by a mouse, Esc or a digit: no push brings the focus back. A row that went with a push is connected no more.
    setTimeout(() => target.isConnected && document.activeElement === document.body && (chosen = null));
  });
  document.addEventListener("slot:written", ({ target }) => {
    if (target.id !== within || chosen === null || document.activeElement !== document.body) return;
    chosen = null; // the row went with what stood there: the focus stays in its list
    target.querySelector("[data-rows]")?.focus({ preventScroll: true });
  });
}
