/* What a person does here: keys, buttons, forms; and how a command goes out.
 *
 * Owns: the keyboard, the arming of dangerous buttons, a command's id and expiry, the words for one that failed, the
 *   help panel, the theme.
 * Law: a key never acts while somebody types, while an input method composes, nor within QUIET_MS of leaving a field
 *   (the Enter that picks a candidate must never TAKE). A command goes out once, now, or fails loudly: nothing is kept
 *   to be sent later.
 * Must not know: the socket, what the commands do.
 *
 * A button with hx-post and hx-vals gives a command; data-keys are its keys; data-once: not twice in
 * GUARD_MS by a nervous finger; data-enter (a form): Enter alone sends it;
 * data-arm: press again to mean it; data-expects: it carries the position it was decided on.
 */

import * as clock from "./clock.js";

const QUIET_MS = 1000;
const GUARD_MS = 400;
const ARM_MS = 3000;
const EXPIRES_MS = 10_000;
const SAID_MS = 6000;
const SEEN_MS = 2000; // what is not for the first view comes after it
const body = document.body;
const REFUSED = new Set([403, 409]);
const MOVES = new Set(["take", "next", "back"]); // what they mean has changed as soon as one is given
const FINGER_PX = 24;
const last = new Map(); // command → when it was given last
const MODIFIERS = new Set(["Control", "Shift", "Alt", "Meta"]); // part of a chord, no key of their own
let struck = { name: "", at: -GUARD_MS }; // the last key that pressed a button
let bounced = false; // it presses one just now, and did so a moment ago
let tapped = { x: 0, y: 0, at: -GUARD_MS };
const handlers = [];
let leftField = -QUIET_MS;
let clearing = 0;

/* ── keys ── */

const field = (element) => element?.closest?.("input, textarea, select, [contenteditable='true']") ?? null;
const pressable = (element) => element?.closest?.("button, a[href], summary") ?? null;

function named(event) {
  const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `${event.ctrlKey ? "Ctrl+" : ""}${event.metaKey ? "Meta+" : ""}${event.altKey ? "Alt+" : ""}${key}`;
}

/** Lets a page handle keys of its own, before buttons get them: `handler(name, event)` returns true when it has. */
export function onKey(handler) {
  handlers.push(handler);
}

function typing(event) {
  const name = named(event);
  if (name === "Escape") field(event.target).blur();
  const form = event.target.form;
  if (!form || !name.endsWith("Enter")) return;
  event.preventDefault(); // Enter alone belongs to the input method, but where only figures are typed
  if (name === "Ctrl+Enter" || name === "Meta+Enter" || (name === "Enter" && form.hasAttribute("data-enter"))) form.requestSubmit();
}

function press(event) {
  body.dataset.keyboard = "yes";
  if (event.isComposing || event.keyCode === 229) return;
  if (field(event.target)) return typing(event);
  if (performance.now() - leftField < QUIET_MS) return;
  const name = named(event);
  if (name !== struck.name && !MODIFIERS.has(event.key)) struck.name = ""; // another key between the two: no nervous finger
  const focused = name === "Enter" || name === "Space" ? pressable(document.activeElement) : null;
  if (focused) {
    if (focused.dataset.arm && (event.repeat || bounces(name))) event.preventDefault();
    return;
  }
  if (handlers.some((handler) => handler(name, event))) return event.preventDefault();
  if (name === "Escape") return help(false);
  if (event.repeat) return;
  const found = [...document.querySelectorAll(`[data-keys~="${CSS.escape(name)}"]`)].find((one) => !one.disabled && one.checkVisibility());
  if (!found) return;
  event.preventDefault();
  if (field(found)) return found.focus();
  strike(name, found);
}

/** Whether a nervous finger presses the same key again. */
function bounces(name) {
  const now = performance.now();
  const twice = name === struck.name && now - struck.at < GUARD_MS;
  if (!twice) struck = { name, at: now };
  return twice;
}

/** Presses a button for a key that stands for it. */
export function strike(name, button) {
  bounced = bounces(name);
  button.click();
  bounced = false;
}

/* ── buttons ── */

function disarm(button) {
  clearTimeout(button.armedFor);
  button.armedFor = undefined;
  button.classList.remove("armed");
  button.querySelector("span").textContent = button.meant;
}

/** Whether a pointer hits where it hit a moment ago. */
function twice({ detail, clientX: x, clientY: y }) {
  if (detail === 0) return false;
  const now = performance.now();
  const again = now - tapped.at < GUARD_MS && Math.hypot(x - tapped.x, y - tapped.y) < FINGER_PX;
  if (!again) tapped = { x, y, at: now };
  return again;
}

/** Whether a nervous finger presses again: the same key or place (`again`), the same command; a move of whatever kind it was. */
function nervous(button, again) {
  const given = button.getAttribute("hx-vals") ?? "{}";
  const { type } = JSON.parse(given);
  const command = MOVES.has(type) ? type : given;
  const now = performance.now();
  if (again || now - (last.get(command) ?? -GUARD_MS) < GUARD_MS) return true;
  last.set(command, now);
  return false;
}

/** Before htmx hears a click: dangerous buttons want two, and no command goes out twice by a nervous finger. */
function click(event) {
  const again = twice(event) || bounced;
  const button = event.target.closest("button");
  if (!button) return;
  if (event.detail > 0) button.blur(); // a mouse leaves no focus behind that Enter could press again
  const stop = () => (event.preventDefault(), event.stopImmediatePropagation());
  if (button.dataset.arm && bounced) return stop(); // a nervous finger means nothing twice
  if (button.dataset.arm && button.armedFor === undefined) {
    const words = button.querySelector("span");
    button.meant = words.textContent;
    words.textContent = button.dataset.arm;
    button.classList.add("armed");
    button.armedFor = setTimeout(disarm, ARM_MS, button);
    return stop();
  }
  if (button.dataset.arm) disarm(button);
  if (button.hasAttribute("data-once") && nervous(button, again)) stop();
}

/* ── sending ── */

function freshId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Plain http on the studio's network: no randomUUID there, getRandomValues is.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Shows one of the page's prepared sentences. */
export function say(what) {
  const words = document.getElementById(`said-${what}`);
  document.getElementById("refusal").replaceChildren(words.content.cloneNode(true));
}

function minutes(values) {
  const other = (values.get("other") ?? "").replace(",", ".");
  const length = other === "" ? Number(values.get("minutes")) : Number(other);
  values.delete("other");
  values.delete("minutes");
  values.set("duration_for_ms", Math.round(length * 60_000));
}

function prepare(event) {
  const { request, sourceElement } = event.detail.ctx;
  if (body.dataset.link === "lost" || !navigator.onLine) {
    event.preventDefault();
    return say("offline");
  }
  const values = request.body;
  if (values.has("minutes")) minutes(values);
  if (sourceElement.hasAttribute("data-expects")) values.set("expected_seq", body.dataset.seq);
  values.set("id", freshId());
  values.set("expires_ms", Math.round(clock.now() + EXPIRES_MS * Math.max(1, clock.pace())));
}

function answered(event) {
  const { response, sourceElement, request } = event.detail.ctx;
  if (response.status < 300) {
    document.getElementById("refusal").replaceChildren();
    if (sourceElement.matches("form[data-clear]")) empty(sourceElement, request.body);
  } else if (!REFUSED.has(response.status) || !response.headers.get("content-type")?.startsWith("text/html")) {
    event.preventDefault(); // a problem document is for programs, a proxy's page for nobody; a refusal comes in words
    say("failed");
  }
}

/** Empties the fields that were sent, unless somebody is already writing the next. */
function empty(form, sent) {
  for (const input of form.querySelectorAll("input.field")) if (!sent.has(input.name) || input.value === sent.get(input.name)) input.value = "";
}

/* ── the page's own ── */

function help(open) {
  const panel = document.getElementById("help");
  panel.hidden = !(open ?? panel.hidden);
  document.getElementById("help-key").setAttribute("aria-expanded", String(!panel.hidden));
}

function theme() {
  const wanted = document.documentElement.dataset.theme === "light" ? "dark" : "light";
  document.documentElement.dataset.theme = wanted;
  fetch(`?theme=${wanted}`).catch(() => {}); // the server keeps the choice; without it, it lasts as long as the page
}

/** Starts listening; called once by the page's own module. */
export function start() {
  setTimeout(() => import("./awake.js").then((awake) => awake.start()), SEEN_MS);
  body.dataset.keyboard = matchMedia("(pointer: coarse)").matches ? "no" : "yes";
  addEventListener("keydown", press);
  addEventListener("focusout", (event) => field(event.target) && (leftField = performance.now()));
  addEventListener("click", click, { capture: true });
  document.addEventListener("htmx:config:request", prepare);
  document.addEventListener("htmx:after:request", answered);
  document.addEventListener("htmx:error", () => say("offline"));
  document.getElementById("help-key").addEventListener("click", () => help());
  document.getElementById("help-close").addEventListener("click", () => help(false));
  document.getElementById("theme").addEventListener("click", theme);
  const refusal = document.getElementById("refusal");
  new MutationObserver(() => {
    clearTimeout(clearing);
    if (refusal.hasChildNodes()) clearing = setTimeout(() => refusal.replaceChildren(), SAID_MS);
  }).observe(refusal, { childList: true });
}
