/* The controller's comments: which row is chosen, and the bar that acts on it.
 *
 * Owns: the choice, its keys ([ ] moves it), what the bar's buttons send, the line with the answer that is prepared, the panel
 *   in which one is written, whether spam is unfolded.
 * Law: a choice stays with its row through every push; when the row is gone the one in its place is chosen. A key within
 *   SETTLE_MS of a choice that moved by itself acts on nothing: it was meant for what stood there before. What was
 *   half-typed for one is never sent to another. Only a move that a person makes is read out.
 * Must not know: how commands go out, what a comment is.
 */

import * as commands from "./commands.js";
import * as drafts from "./drafts.js";

const SETTLE_MS = 600;
const MOVES = { "[": -1, "【": -1, "]": 1, "】": 1 };
let chosen = null;
let place = 0;
let movedAt = -SETTLE_MS;
let unfolded = false;

const box = () => document.getElementById("comments");
const rows = () => [...box().querySelectorAll("[data-pick]")].filter((row) => row.checkVisibility());
const current = () => rows().find((row) => row.dataset.id === chosen) ?? null;

function mark(reveal = false) {
  box().classList.toggle("unfolded", unfolded);
  box().querySelector("[data-fold]")?.setAttribute("aria-expanded", String(unfolded));
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
    if (one === row) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
  for (const button of document.querySelectorAll("[data-deed]")) button.setAttribute("hx-vals", JSON.stringify(deed(button.dataset.deed, row)));
  const answer = document.getElementById("comment-answer");
  answer.textContent = row ? (row.dataset.ready ?? answer.dataset.none) : "";
  answer.classList.toggle("q", !row?.dataset.ready);
  if (reveal) row?.scrollIntoView({ block: "nearest" });
}

/** The command that a button of the bar gives for a row. */
function deed(name, row) {
  if (!row) return {};
  if (name === "pin" && row.hasAttribute("data-up")) return { type: "comment.unpin" };
  return { type: `comment.${name}`, [row.dataset.pick]: row.dataset.id };
}

const words = (row) => row.querySelector("[data-words]").textContent;

function choose(row) {
  chosen = row.dataset.id;
  mark(true);
  document.getElementById("comment-said").textContent = [row.querySelector(".kind")?.textContent, words(row), row.dataset.ready].filter(Boolean).join(": ");
}

/** Shows spam at the end of the list, its first row chosen, or folds it again. */
function fold() {
  unfolded = !unfolded;
  mark();
  const first = box().querySelector(".folded");
  if (unfolded && first) choose(first);
}

function move(by) {
  const all = rows();
  if (all.length) choose(all[Math.max(0, Math.min(all.length - 1, place + by))]);
}

/** Writes the words of an answer for a row that has none prepared; what was begun for another row is not its answer. */
function write(row) {
  const about = document.getElementById("answer-about");
  drafts.turn(about.form, row.dataset.id);
  about.name = row.dataset.pick;
  about.value = row.dataset.id;
  document.getElementById("answer-text").textContent = words(row);
  document.querySelector('[data-panel="answer-panel"]').click();
}

const settling = () => performance.now() - movedAt < SETTLE_MS;

function click({ target }) {
  const row = target.closest("#comments [data-pick]");
  if (row && !target.closest("button")) choose(row);
  if (target.closest("[data-fold]")) fold();
  const about = current();
  if (target.closest("[data-deed=answer]") && about && !about.hasAttribute("data-ready") && !settling()) write(about);
}

/** Of the bar nothing goes out without a row, nor for one that was not chosen by a person, nor an answer that is to be written. */
function prepare(event) {
  const { sourceElement: button } = event.detail.ctx;
  if (!button.matches("[data-deed]")) return;
  const row = current();
  if (row && !settling() && (button.dataset.deed !== "answer" || row.hasAttribute("data-ready"))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Listens; called once by the page's own module, before commands go out. */
export function start() {
  commands.onKey((name) => {
    if (!(name in MOVES) || !box().checkVisibility()) return false;
    move(MOVES[name]);
    return true;
  });
  document.addEventListener("click", click);
  document.addEventListener("htmx:config:request", prepare);
  box().addEventListener("slot:written", () => mark());
  mark();
}
