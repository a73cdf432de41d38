/* The page's link to its room: what is pushed gets into the DOM, and a link that fails says so.
 *
 * Owns: the socket (hello, resume, acknowledgements, heartbeat watchdog, reconnecting), the writes into slots, and
 *   body[data-link|data-pos|data-seq].
 * Law: newest wins. At most one write a slot and animation frame; the first write after an idle frame is made at once.
 *   A position is acknowledged only when it stands in the DOM. Focus, scroll, a pressed button and a held list survive
 *   every write. Silence is never calm: STALE_MS without a word is said, LOST_MS is said in large letters.
 * Must not know: what a slot shows; commands (they go by POST).
 *
 * In: {kind: "hello"|"update", pos, seq, slots: {id: html | [[at, drop, line…]…]}} (edits of what came before, from the
 *   last to the first) · {kind: "heartbeat", pos, now_ms, speed} · {kind: "time"}.
 * Out: {"ack": pos} · {"time": t0}.
 */

import * as clock from "./clock.js";

const STALE_MS = 2500; // heartbeats come each second
const LOST_MS = 5000;
const RACE_MS = 5000; // a silent socket is not trusted: another is opened beside it, the first to speak is kept
const RETRY_CAP_MS = 500;
const IDLE_MS = 16; // longer than this without a write: the next one waits for no animation frame
const ASK_MS = 10_000; // how often the clock is measured again
const PASS_MS = 1500; // how long a held list follows after what somebody did in it
const STAY_OUT = new Set([4401, 4403]);
const OFF = `sent off ${location.pathname}`;

const body = document.body;
const pending = new Map(); // slot → newest html not yet written
const written = new Map(); // slot → html that stands there
const frozen = new Set(); // slots in which a row is being dragged
const passing = new Map(); // held slot → until when it follows all the same: somebody has just acted in it
const held = new Map(); // slot → html that waits because a person is pointing at the list
const sockets = new Set();
let speaking = null; // the socket that spoke last
let epoch = body.dataset.epoch;
let pos = Number(body.dataset.pos);
let next = { pos, seq: Number(body.dataset.seq) };
let heard = performance.now();
let heardAt = clock.now();
let wroteAt = 0;
let frame = 0;
let tries = 0;
let barred = false; // this link opens nothing any more
let retry = 0;

/* ── writing ── */

const busy = (slot) => slot.contains(document.activeElement) || slot.matches(":hover");
const pointedAt = (slot) => slot.contains(document.activeElement) || (matchMedia("(hover: hover)").matches && slot.matches(":hover"));

const signOf = (slot) => slot.querySelector(".held") ?? document.querySelector(`[data-held="${slot.id}"]`);

function hold(slot, html) {
  const known = new Set([...slot.querySelectorAll("[data-id]")].map((row) => row.dataset.id));
  const count = [...html.matchAll(/ data-id="([^"]*)"/g)].filter(([, id]) => !known.has(id)).length;
  held.set(slot.id, html);
  slot.dispatchEvent(new CustomEvent("slot:held", { detail: html }));
  const sign = signOf(slot);
  if (!sign) return;
  sign.hidden = count === 0;
  sign.querySelector("b").textContent = `+${count}`;
}

function put(slot, html) {
  const acts = html.includes("hx-post") || slot.querySelector("[hx-post]") !== null;
  if (busy(slot)) htmx.swap({ text: html, target: slot, sourceElement: slot, swap: "innerMorph" });
  else if (acts) htmx.swap({ text: html, target: slot, sourceElement: slot, swap: "innerHTML" });
  else slot.innerHTML = html;
  if (slot.hasAttribute("data-hold")) signOf(slot)?.toggleAttribute("hidden", true);
  clock.tick(slot);
  slot.dispatchEvent(new CustomEvent("slot:written", { bubbles: true }));
}

function write() {
  cancelAnimationFrame(frame);
  frame = 0;
  wroteAt = performance.now();
  const work = [];
  for (const [id, html] of pending) {
    const slot = document.getElementById(id);
    if (!slot || written.get(id) === html) continue;
    if (slot.hasAttribute("data-hold") && pointedAt(slot) && !(passing.get(slot) > wroteAt)) {
      hold(slot, html);
      continue;
    }
    if (frozen.has(slot)) {
      held.set(id, html);
      continue;
    }
    held.delete(id);
    written.set(id, html);
    // Scroll positions are read before anything is written: reading later would lay the page out once a slot.
    const scrolled = [...slot.querySelectorAll(".scroll")].map((box) => [box.scrollTop, box.scrollLeft]);
    work.push([slot, html, scrolled]);
  }
  pending.clear();
  for (const [slot, html] of work) put(slot, html);
  for (const [slot, , scrolled] of work) {
    if (!scrolled.some(([top, left]) => top || left)) continue;
    [...slot.querySelectorAll(".scroll")].forEach((box, i) => scrolled[i] && box.scrollTo({ top: scrolled[i][0], left: scrolled[i][1], behavior: "instant" }));
  }
  body.dataset.seq = next.seq;
  body.dataset.pos = next.pos;
  if (speaking?.readyState === WebSocket.OPEN) speaking.send(`{"ack":${next.pos}}`);
}

/** Makes edits whole: they are of what this very socket brought before, shown or not. */
function unfold(socket, slots) {
  for (const [id, told] of Object.entries(slots)) {
    if (typeof told !== "string") {
      const lines = socket.brought.get(id).split("\n");
      for (const [at, drop, ...into] of told) lines.splice(at, drop, ...into);
      slots[id] = lines.join("\n");
    }
    socket.brought.set(id, slots[id]);
  }
}

function take(message) {
  for (const [id, html] of Object.entries(message.slots)) pending.set(id, html);
  pos = message.pos;
  next = { pos: message.pos, seq: message.seq };
  // A hidden tab gets no animation frames, and still has to acknowledge.
  if (document.hidden || (!frame && performance.now() - wroteAt > IDLE_MS)) write();
  else if (!frame) frame = requestAnimationFrame(write);
}

/** Lets a held list show what somebody has just done in it, though it is pointed at. */
export function pass(slot) {
  passing.set(slot, performance.now() + PASS_MS);
  thaw(slot);
}

/** Lets a slot stand still until it is thawed. */
export function freeze(slot) {
  frozen.add(slot);
}

/** Lets a slot follow again, at once to what it missed. */
export function thaw(slot) {
  frozen.delete(slot);
  const html = held.get(slot.id);
  if (html === undefined) return;
  held.delete(slot.id);
  written.set(slot.id, html);
  put(slot, html);
}

function release(slot) {
  const html = held.get(slot.id);
  if (html === undefined || pointedAt(slot)) return;
  held.delete(slot.id);
  written.set(slot.id, html);
  put(slot, html);
}

/* ── hearing ── */

/** Whether this tab had loaded anew, for it was sent off, since it heard its room last; `is`: keeps that, or that it was not. */
function sentOff(is) {
  try {
    const was = sessionStorage.getItem(OFF) !== null;
    if (is) sessionStorage.setItem(OFF, "yes");
    else sessionStorage.removeItem(OFF);
    return was;
  } catch {
    return false; // a browser that keeps nothing loads anew each time, slowly
  }
}

function hear(socket, message) {
  if (socket !== speaking) {
    speaking = socket;
    for (const other of sockets) if (other !== socket) drop(other);
  }
  heard = performance.now();
  heardAt = clock.now();
  watch();
  if (message.slots) unfold(socket, message.slots);
  switch (message.kind) {
    case "hello":
      tries = 0;
      sentOff(false);
      if (message.epoch === epoch && message.pos < pos) return;
      epoch = message.epoch;
      clock.set(message.clock.now_ms, message.clock.speed);
      take(message);
      ask(5);
      break;
    case "update":
      if (message.pos >= pos) take(message);
      break;
    case "heartbeat":
      if (clock.check(message.now_ms, message.speed)) ask(5); // it is a little old: measure anew
      break;
    case "time": {
      const took = clock.sample(message.t0, message.now_ms);
      for (const place of document.querySelectorAll("[data-rtt]")) place.textContent = Math.round(took);
      break;
    }
  }
}

/** Measures the clock `times` times, a tenth of a second apart. */
function ask(times) {
  if (speaking?.readyState !== WebSocket.OPEN) return;
  speaking.send(JSON.stringify({ time: performance.now() }));
  if (times > 1) setTimeout(ask, 100, times - 1);
}

/* ── watching ── */

function watch() {
  const silent = performance.now() - heard;
  const state = silent < STALE_MS ? "live" : silent < LOST_MS ? "stale" : "lost";
  for (const place of document.querySelectorAll("[data-age]")) place.textContent = Math.floor(silent / 1000);
  if (state === body.dataset.link) return;
  body.dataset.link = state;
  const sign = document.getElementById("lost");
  for (const place of sign.querySelectorAll("[data-last]")) place.textContent = clock.local(heardAt);
  sign.hidden = state !== "lost";
}

function guard() {
  watch();
  const trusted = [...sockets].some((socket) => performance.now() - socket.bornAt < RACE_MS);
  if (performance.now() - heard > RACE_MS && !trusted && sockets.size < 3) open();
}

/* ── which screen this is ── */

/** This tab's own name: it outlives sockets and reloads. */
function own() {
  if (body.dataset.own) return body.dataset.own;
  let name = null;
  try {
    name = sessionStorage.getItem("screen");
  } catch {
    // no store: the name lives as long as the page
  }
  name ??= Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => n.toString(16).padStart(2, "0")).join("");
  try {
    sessionStorage.setItem("screen", name);
  } catch {
    // likewise
  }
  body.dataset.own = name;
  const only = new CSSStyleSheet(); // what is for another screen is in every screen's page, for a value is rendered once
  only.replaceSync(`[data-screen]:not([data-screen="${name}"]) { display: none !important }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, only];
  return name;
}

/* ── connecting ── */

function address() {
  const url = new URL(`${location.pathname.replace(/\/$/, "")}/live`, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.search = new URLSearchParams({ lang: document.documentElement.lang, epoch, since: pos, screen: own() });
  return url;
}

function drop(socket) {
  sockets.delete(socket);
  socket.onmessage = socket.onclose = null;
  socket.close();
}

function open() {
  clearTimeout(retry);
  if (barred) return;
  const socket = new WebSocket(address());
  socket.bornAt = performance.now();
  socket.brought = new Map(); // slot → html
  sockets.add(socket);
  socket.onmessage = ({ data }) => hear(socket, JSON.parse(data));
  socket.onclose = ({ code }) => {
    sockets.delete(socket);
    if (speaking === socket) speaking = null;
    if (STAY_OUT.has(code)) {
      if (barred) return;
      barred = true;
      heard = -LOST_MS;
      watch();
      if (sentOff(true)) return; // once: loading anew again and again would never come to an end
      // The page itself says what to do: at once, for who was sent off is to see no more.
      setTimeout(() => location.reload(), performance.now() > LOST_MS ? 0 : 3000);
    } else if (sockets.size === 0) {
      tries += 1;
      retry = setTimeout(open, Math.random() * Math.min(RETRY_CAP_MS, 50 * 2 ** tries));
    }
  };
}

function again() {
  if (sockets.size === 0) open();
}

/** Connects; called once by the page's own module. */
export function start() {
  const here = new URL(location.href);
  if (here.searchParams.has("token")) {
    here.searchParams.delete("token");
    history.replaceState(null, "", here);
  }
  clock.set(Number(body.dataset.now), Number(body.dataset.speed));
  heardAt = clock.now();
  clock.run();
  open();
  setInterval(guard, 250);
  setInterval(ask, ASK_MS, 1);
  addEventListener("online", again);
  addEventListener("pageshow", again);
  document.addEventListener("visibilitychange", again);
  for (const slot of document.querySelectorAll("[data-hold]")) {
    slot.addEventListener("pointerleave", () => release(slot));
    slot.addEventListener("focusout", () => setTimeout(release, 0, slot));
  }
}
