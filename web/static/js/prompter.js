/* The script as it is read: the same character at the reading line on every screen, whatever its size and type.
 *
 * Owns: where each line of the script stands on this screen, the text's movement, what is dimmed because it was read,
 *   how a person moves it (keys, wheel, finger), and the words "40 s too long" in [data-fit] (when the segment should end).
 * Law: the place is the room's, a character and an instant; a screen only turns it into pixels, by its own layout, and
 *   goes on from the instant by the room's clock. Nobody scrolls the text here: whoever moves it gives a command.
 * Must not know: what is on air, sizes and settings (CSS), which keys a page has.
 *
 * #script holds .paper[data-rev] with [data-at] (a position; directions: .dir[data-to], the position behind them);
 * [data-place-at] holds the room's place: rev, position, into, at, cpm, running, left.
 */

import * as clock from "./clock.js";

const EASE_MS = 90; // how softly a jump is followed
const SETTLE_MS = 250; // a wheel or finger that rests so long has arrived
const NEAR_PX = 0.4;
const FITS_MS = 5000; // so much longer than its segment is no matter
const BEAT_MS = 500;
const MINUTE_MS = 60_000;
const slot = document.getElementById("script");
const marked = typeof Highlight === "function" && CSS.highlights ? new Highlight() : null;

let room = null; // the place as the room told it
let paper = null;
let spans = [];
let skips = [];
let lines = [];
let total = 0;
let rev = null;
let shown = null; // px that the text is moved by
let pushed = 0; // px that a hand is moving it by now
let resting = 0;
let frame = 0;
let before = 0;
let dimmed = -1;

/* ── code points ── */

/** How many code points before `position` are said. */
function saidBefore(position) {
  let count = position;
  for (const skip of skips) {
    if (skip.at >= position) break;
    count -= Math.min(position, skip.to) - skip.at;
  }
  return count;
}

/** The position of the said code point number `count`. */
function place(count) {
  let position = count;
  for (const skip of skips) {
    if (skip.at > position) break;
    position += skip.to - skip.at;
  }
  return position;
}

/** Said code points read so far, a fraction while one is being read. */
function read() {
  const ran = room.running ? (Math.max(0, clock.now() - room.at) * room.cpm) / MINUTE_MS : 0;
  return Math.min(total, saidBefore(room.position) + room.into + ran);
}

/** Milliseconds that the rest of the script takes as of now; null: there is none. */
function left() {
  if (!room || !paper) return null;
  return Math.max(0, room.left - (room.running ? Math.max(0, clock.now() - room.at) : 0));
}

/* ── lines ── */

/** Finds the lines that the browser has made of the script. */
function measure() {
  paper = slot.querySelector(".paper[data-rev]");
  lines = [];
  spans = [];
  skips = [];
  dimmed = -1;
  if (!paper) return CSS.highlights?.delete("read");
  const lead = Number.parseFloat(getComputedStyle(slot).lineHeight);
  const scale = document.body.dataset.flip === "yes" ? -1 : 1;
  const top = edge(paper.getBoundingClientRect(), scale);
  const range = document.createRange();
  let middle = -Infinity;
  for (const span of paper.querySelectorAll("[data-at]")) {
    const at = Number(span.dataset.at);
    const direction = span.dataset.to !== undefined;
    if (direction) skips.push({ at, to: Number(span.dataset.to) });
    else spans.push({ at, node: span.firstChild, text: span.firstChild.data });
    let [unit, point] = [0, at];
    for (const char of direction ? ["·"] : span.firstChild.data) {
      if (direction) range.selectNode(span);
      else {
        range.setStart(span.firstChild, unit);
        range.setEnd(span.firstChild, unit + char.length);
      }
      const box = range.getBoundingClientRect();
      const centre = edge(box, scale) - top + box.height / 2;
      if (box.height && centre - middle > lead / 2) {
        middle = centre;
        lines.push({ at: point, said: saidBefore(point), y: centre - lead / 2, lead });
      }
      unit += char.length;
      point += 1;
    }
  }
  total = saidBefore(Number(paper.dataset.length));
}

const edge = (box, scale) => (scale > 0 ? box.top : -box.bottom);

function lineOf(count) {
  let [low, high] = [0, lines.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines[middle].said <= count) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where the text has to be for `count` said code points: a line that stands is whole in the reading line, one that
 *  runs passes its middle. */
function wanted(count) {
  const line = paper.firstElementChild ? lines[lineOf(count)] : undefined;
  if (!line) return 0;
  if (!room.running || count >= total) return -line.y;
  const next = lines[lines.indexOf(line) + 1] ?? { said: total, y: line.y + line.lead };
  const part = next.said > line.said ? (count - line.said) / (next.said - line.said) : 1;
  return line.lead / 2 - (line.y + Math.min(1, part) * (next.y - line.y));
}

/* ── drawing ── */

function draw(now) {
  frame = 0;
  if (!paper || !room) return;
  const count = read();
  const to = wanted(count) + pushed;
  const soft = shown === null || pushed || matchMedia("(prefers-reduced-motion: reduce)").matches ? 1 : 1 - Math.exp(-Math.min(100, now - before) / EASE_MS);
  before = now;
  shown = shown === null ? to : shown + (to - shown) * soft;
  if (Math.abs(to - shown) < NEAR_PX && !room.running) shown = to;
  paper.style.transform = `translateY(${shown.toFixed(2)}px)`;
  dim(Math.floor(count));
  if (shown !== to || (room.running && count < total && clock.pace() > 0)) frame = requestAnimationFrame(draw);
}

function again() {
  if (frame) return;
  before = performance.now();
  frame = requestAnimationFrame(draw);
}

/** Dims what was read, up to the code point that is being read. */
function dim(count) {
  if (count === dimmed || !marked || !spans.length) return;
  dimmed = count;
  const position = place(count);
  const span = spans.findLast((one) => one.at <= position) ?? spans[0];
  const range = new StaticRange({ startContainer: paper, startOffset: 0, endContainer: span.node, endOffset: units(span, position - span.at) });
  marked.clear();
  marked.add(range);
  CSS.highlights.set("read", marked);
}

/** UTF-16 units of the first `points` code points. */
function units(span, points) {
  let at = 0;
  for (const char of span.text) {
    if (points-- <= 0) break;
    at += char.length;
  }
  return at;
}

/* ── the room's place ── */

function take() {
  const told = document.querySelector("[data-place-at]")?.dataset;
  room = told
    ? {
        rev: told.rev, position: Number(told.position), into: Number(told.into), at: Number(told.placeAt),
        cpm: Number(told.cpm), running: told.running === "yes", left: Number(told.left),
      }
    : null;
  document.body.dataset.prompter = room?.running ? "running" : "standing";
  if (paper && paper.dataset.rev !== rev) {
    rev = paper.dataset.rev;
    if (paper.dataset.place !== slot.dataset.was) shown = null; // another segment's text is there at once
    slot.dataset.was = paper.dataset.place;
  }
  again();
}

/** Lays the script out anew: another text, size, width, type. */
export function layout() {
  measure();
  shown = null;
  take();
}

/* ── moving it ── */

function command(values) {
  const button = document.getElementById("prompt");
  button.setAttribute("hx-vals", JSON.stringify(values));
  button.click();
}

function seek(index) {
  if (!lines.length) return;
  const line = lines[Math.min(lines.length - 1, Math.max(0, index))];
  command({ type: "prompter.seek", position: index <= 0 ? 0 : line.at, script_rev: room.rev });
}

/** Moves the script by lines, or to its top; tells whether there was one to move. */
export function move(by) {
  if (!paper || !room || !lines.length) return false;
  seek(by === -Infinity ? 0 : lineOf(read()) + by);
  return true;
}

/** Lines that fit on the screen, but for the two that connect. */
export function screenful() {
  return lines.length ? Math.max(1, Math.floor(slot.clientHeight / lines[0].lead) - 2) : 1;
}

/** Lets it run, or stand. */
export function toggle() {
  if (!paper || !room) return false;
  command({ type: room.running ? "prompter.pause" : "prompter.run" });
  return true;
}

function push(by) {
  if (!paper || !room || !lines.length) return;
  pushed += by;
  again();
  clearTimeout(resting);
  resting = setTimeout(arrive, SETTLE_MS);
}

function arrive() {
  const y = lines[lineOf(read())].y - pushed;
  const nearest = lines.reduce((best, line, i) => (Math.abs(line.y - y) < Math.abs(lines[best].y - y) ? i : best), 0);
  pushed = 0;
  again();
  if (nearest !== lineOf(read())) seek(nearest);
}

function finger(event) {
  const from = event.clientY;
  let last = from;
  const moved = (to) => {
    push((to.clientY - last) * (document.body.dataset.flip === "yes" ? -1 : 1));
    last = to.clientY;
  };
  slot.setPointerCapture(event.pointerId);
  slot.addEventListener("pointermove", moved);
  for (const end of ["pointerup", "pointercancel"]) slot.addEventListener(end, () => slot.removeEventListener("pointermove", moved), { once: true });
}

/* ── too long, or fits ── */

function fit() {
  const place = document.querySelector("[data-fit]");
  const rest = left();
  if (!place) return;
  const by = rest === null ? null : rest - (Number(place.dataset.fit) - Number(place.dataset.held ?? clock.now()));
  const long = by !== null && by >= FITS_MS;
  place.querySelector("[data-long]").hidden = !long;
  place.querySelector("[data-fits]").hidden = by === null || long;
  place.querySelector("[data-name]").hidden = by !== null;
  if (!long) return;
  const [minutes, seconds] = [Math.floor(by / 60_000), Math.floor(by / 1000) % 60];
  const words = place.querySelector("b");
  const text = minutes ? `${minutes}:${String(seconds).padStart(2, "0")}` : `${seconds} ${words.dataset.unit}`;
  if (words.textContent !== text) words.textContent = text;
}

/** The room's clock may have gone on after standing still, or jumped. */
function beat() {
  fit();
  if (room?.running) again();
}

/** Starts; called once by the page's own module. */
export function start() {
  if (!marked) slot.classList.add("undimmed");
  measure();
  take();
  slot.addEventListener("slot:written", layout);
  document.getElementById("pace").addEventListener("slot:written", () => queueMicrotask(take)); // after all of the frame is written
  slot.addEventListener("wheel", (event) => push(-event.deltaY), { passive: true });
  slot.addEventListener("pointerdown", finger);
  new ResizeObserver(layout).observe(slot);
  document.fonts.ready.then(layout);
  for (const id of ["segment", "pace"]) document.getElementById(id).addEventListener("slot:written", () => queueMicrotask(fit));
  setInterval(beat, BEAT_MS);
  fit();
}
