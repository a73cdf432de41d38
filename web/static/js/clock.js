/* The room's time on this screen, and every element that counts.
 *
 * Owns: the offset between this machine's clock and the room's; the texts of [data-clock], [data-since], [data-until]
 *   the bars of progress[data-from], how long something lasts in words ([data-lasts]), what is expected while a segment runs on ([data-over], [data-later], [data-due],
 *   [data-slack]), clocks that stand ([data-held]).
 * Law: nothing that ticks is pushed: elements carry instants (room's epoch ms), this module counts. The offset is the
 *   best of several round trips, so two screens differ by a few milliseconds. A lost link stops no timer.
 * Must not know: the socket, the slots.
 *
 * data-as: "clock" 00:14:07 · "pair" 03:33, 1:02:03 · "seconds" 18 · none: 0:06. data-warn, data-danger: ms before the end.
 */

const KEEP_MS = 60_000; // samples older than this are forgotten: clocks drift
const JUMP_MS = 1000; // room ms (per unit of speed) that a clock may be off before it is set anew
const SOON = 10; // minutes: what is about to end catches the eye
const HOURS_FROM = 100; // minutes, from which on hours are said
let base = Date.now();
let at = performance.now();
let speed = 1;
let samples = [];
let wall = null;

/** Room's now, epoch ms. */
export function now() {
  return base + (performance.now() - at) * speed;
}

/** Room seconds a second. */
export function pace() {
  return speed;
}

/** Sets the clock outright: first view, hello, a change of speed, a jump. */
export function set(nowMs, newSpeed) {
  base = nowMs;
  at = performance.now();
  speed = newSpeed;
  samples = [];
}

/** Takes a heartbeat's word only where it contradicts: delays make it a little old, never a second. Returns whether it did. */
export function check(nowMs, newSpeed) {
  const runs = newSpeed !== speed || Math.abs(nowMs - now()) > JUMP_MS * Math.max(1, speed);
  if (runs || speed === 0) set(nowMs, newSpeed);
  return runs;
}

/** Takes one round trip: asked at `sent`, answered now with the room's `nowMs`; the quickest of the last minute counts. */
export function sample(sent, nowMs) {
  const here = performance.now();
  const took = here - sent;
  samples = samples.filter((one) => here - one.here < KEEP_MS);
  samples.push({ took, here, nowMs: nowMs + (took / 2) * speed });
  const best = samples.reduce((a, b) => (b.took < a.took ? b : a));
  base = best.nowMs;
  at = best.here;
  return took;
}

const two = (n) => String(n).padStart(2, "0");

function written(seconds, as) {
  const s = Math.abs(seconds);
  const [h, m, rest] = [Math.floor(s / 3600), Math.floor(s / 60) % 60, two(s % 60)];
  if (as === "seconds") return String(s);
  if (as === "clock") return `${two(h)}:${two(m)}:${rest}`;
  if (h) return `${h}:${two(m)}:${rest}`;
  return `${as === "pair" ? two(m) : m}:${rest}`;
}

function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Writes how long ago an instant was. */
export function age(ms, as) {
  return written(Math.max(0, Math.floor((now() - ms) / 1000)), as);
}

/** Writes an instant as the room's local time. */
export function local(ms) {
  wall ??= new Intl.DateTimeFormat("en-GB", {
    timeZone: document.body.dataset.zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
  });
  return wall.format(ms);
}

function until(element, t) {
  const left = Math.ceil((Number(element.dataset.until) - standing(element, t)) / 1000);
  const as = element.dataset.as;
  const over = left < 0 && as !== "seconds";
  element.classList.toggle("over", over);
  const { warn, danger } = element.dataset;
  const near = danger !== undefined && left * 1000 <= Number(danger);
  if (danger !== undefined) element.classList.toggle("air", near);
  if (warn !== undefined) element.classList.toggle("look", !near && left * 1000 <= Number(warn));
  say(element, (over ? "+" : "") + written(as === "seconds" ? Math.max(0, left) : left, as));
}

/** About how long something lasts, in words of the page's language: no countdown. */
function about(element, t) {
  const minutes = Math.round((Number(element.dataset.lasts) - t) / 60_000);
  const { minutes: near, hours, soon } = element.dataset;
  const far = minutes >= HOURS_FROM;
  element.classList.toggle("look", minutes < SOON);
  say(element, minutes < 1 ? soon : (far ? hours : near).replace("{n}", far ? Math.round(minutes / 60) : minutes));
}

/** A clock that is held stands at data-held. */
function standing(element, t) {
  return element.dataset.held === undefined ? t : Number(element.dataset.held);
}

/** How far things run on: every later instant is put off by as much, but for what a pause before it takes up. */
function overrun(element, t) {
  return element.dataset.due === undefined ? 0 : Math.max(0, t - Number(element.dataset.due) - Number(element.dataset.slack ?? 0));
}

function over(element, t) {
  const by = Number(element.dataset.over) + overrun(element, t);
  const when = by >= 1000 ? "late" : by <= -1000 ? "early" : "on";
  for (const one of element.querySelectorAll("[data-when]")) {
    one.hidden = one.dataset.when !== when;
    const told = one.querySelector("[data-by]");
    if (told && !one.hidden) say(told, written(Math.floor(Math.abs(by) / 1000)));
  }
}

/** Brings every counting element below `root` up to now. */
export function tick(root = document) {
  const t = now();
  for (const one of root.querySelectorAll("[data-clock]")) say(one, local(t));
  for (const one of root.querySelectorAll("[data-since]")) say(one, age(Number(one.dataset.since), one.dataset.as));
  for (const one of root.querySelectorAll("[data-until]")) until(one, t);
  for (const one of root.querySelectorAll("[data-lasts]")) about(one, t);
  for (const one of root.querySelectorAll("[data-over]")) over(one, t);
  for (const one of root.querySelectorAll("[data-later]")) {
    const text = local(Number(one.dataset.later) + overrun(one, t));
    say(one, one.dataset.as === "minute" ? text.slice(0, 5) : text);
    const was = one.previousElementSibling; // what was planned shows where that is another minute
    if (was?.matches(".was")) was.hidden = was.querySelector("b").textContent === one.textContent;
  }
  for (const one of root.querySelectorAll("progress[data-from]")) {
    const [from, to] = [Number(one.dataset.from), Number(one.dataset.to)];
    const at = standing(one, t);
    one.value = Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100));
    one.classList.toggle("over", at > to);
  }
  for (const one of root.querySelectorAll("[data-expires]")) one.hidden = t >= Number(one.dataset.expires);
}

/** Starts counting: at each whole second of the room, and at least five times a second for its jumps. */
export function run() {
  tick();
  const rest = speed > 0 ? (1000 - (now() % 1000)) / speed + 1 : 200;
  setTimeout(run, Math.min(200, Math.max(40, rest)));
}
