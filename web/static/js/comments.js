/* The controller's comments: which row is chosen, and the bar that acts on it.
 *
 * Owns: the choice, its keys ([ ] moves it), and the panel in which an answer is written.
 * Law: a choice stays with its row through every push; when the row is gone the one in its place is chosen. A key within
 *   SETTLE_MS of a choice that moved by itself acts on nothing: it was meant for what stood there before.
 * Must not know: how commands go out (the bar presses the row's own hidden buttons), what a comment is.
 */

import * as commands from "./commands.js";

const SETTLE_MS = 600;
const MOVES = { "[": -1, "【": -1, "]": 1, "】": 1 };
let chosen = null;
let place = 0;
let movedAt = -SETTLE_MS;

const box = () => document.getElementById("comments");
const rows = () => [...box().querySelectorAll("[data-pick]")].filter((row) => row.checkVisibility());

function mark(reveal = false) {
  const all = rows();
  let row = all.find((one) => one.dataset.id === chosen);
  if (!row && all.length) {
    row = all[Math.min(place, all.length - 1)];
    if (chosen !== null) movedAt = performance.now();
    chosen = row.dataset.id;
  }
  place = Math.max(0, all.indexOf(row));
  for (const one of box().querySelectorAll("[data-pick]")) {
    one.classList.toggle("sel", one === row);
    one.toggleAttribute("aria-current", one === row);
  }
  if (reveal) row?.scrollIntoView({ block: "nearest" });
  return row;
}

function move(by) {
  const all = rows();
  if (!all.length) return;
  chosen = all[Math.max(0, Math.min(all.length - 1, place + by))].dataset.id;
  mark(true);
}

/** Writes the words of an answer for a row that has none prepared. */
function write(button) {
  const about = document.getElementById("answer-about");
  about.name = button.dataset.write;
  about.value = button.dataset.about;
  document.getElementById("answer-text").textContent = button.dataset.text;
  document.querySelector('[data-panel="answer-panel"]').click();
}

function act(name) {
  const settling = performance.now() - movedAt < SETTLE_MS;
  const button = settling ? null : mark()?.querySelector(`[data-do="${name}"]`);
  if (!button) return;
  if (button.dataset.write) write(button);
  else button.click();
}

function click(event) {
  const bar = event.target.closest("[data-deed]");
  if (bar) return act(bar.dataset.deed);
  const row = event.target.closest("#comments [data-pick]");
  if (!row || event.target.closest("[data-do]")) return;
  chosen = row.dataset.id;
  mark();
}

/** Listens; called once by the page's own module. */
export function start() {
  commands.onKey((name) => {
    if (!(name in MOVES) || !box().checkVisibility()) return false;
    move(MOVES[name]);
    return true;
  });
  document.addEventListener("click", click);
  box().addEventListener("slot:written", () => mark());
  mark();
}
