/* When products run out: bars and words that count down by themselves.
 *
 * Owns: every [data-out] cell (low, middle and high end of the interval, room's epoch ms) and the cell behind it.
 * Law: the interval is shown, never the middle alone; the bar's scale is SCALE_MS and what lies beyond it is said in words.
 * Must not know: how it was reckoned, the socket.
 */

import * as clock from "./clock.js";

const SCALE_MS = 20 * 60_000;
const SOON_MS = 10 * 60_000;
const HOURS_FROM_MS = 100 * 60_000;

const say = (element, text) => element.textContent !== text && (element.textContent = text);

function span(table, lo, hi) {
  const hours = lo >= HOURS_FROM_MS;
  const one = hours ? 3_600_000 : 60_000;
  const [a, b] = [Math.floor(lo / one), Math.ceil(hi / one)];
  const words = hours ? table.dataset.hours : table.dataset.minutes;
  return words.replace("{n}", b > 99 ? `> ${a}` : a === b ? `${a}` : `${a}–${b}`);
}

function draw(cell, now) {
  const [lo, mid, hi] = cell.dataset.out.split(" ").map((ms) => Math.max(0, Number(ms) - now));
  const bar = cell.firstElementChild;
  const part = (ms) => `${(Math.min(ms, SCALE_MS) / SCALE_MS) * 100}%`;
  bar.style.setProperty("--lo", part(lo));
  bar.style.setProperty("--mid", part(mid));
  bar.style.setProperty("--hi", part(hi));
  bar.classList.toggle("beyond", mid >= SCALE_MS);
  const soon = lo < SOON_MS;
  bar.classList.toggle("soon", soon);
  const words = cell.nextElementSibling;
  words.classList.toggle("look", soon);
  say(words, span(cell.closest("table"), lo, hi));
}

function all() {
  const now = clock.now();
  for (const cell of document.querySelectorAll("[data-out]")) draw(cell, now);
}

/** Starts counting; called once by the page's own module. */
export function start() {
  all();
  setInterval(all, 1000);
  document.addEventListener("slot:written", (event) => event.target.querySelector("[data-out]") && all());
}
