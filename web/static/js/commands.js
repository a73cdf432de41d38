/* What a person does here: keys, buttons, forms; and how a command goes out.
 *
 * Owns: the keyboard, the arming of dangerous buttons, a command's id and expiry, the order in which commands go out, the
 *   words for one that failed, the help panel, the theme.
 * Law: a key never acts while somebody types, while an input method composes, nor within QUIET_MS of leaving a field
 *   (the Enter that picks a candidate must never TAKE). A command goes out once, now, or fails loudly: it waits for nothing
 *   but the answer to the one pressed before it, and for that no longer than HANGS_MS.
 * Must not know: the socket, what the commands do.
 *
 * A button with hx-post and hx-vals gives a command; data-keys are its keys; data-once: not twice in
 * GUARD_MS by a nervous finger; data-enter (a form): Enter alone sends it;
 * data-arm: press again to mean it; data-arm-next: likewise, where one of its kind (offer.…) was given within ARM_MS;
 * data-expects: it carries the position it was decided on; data-for-ms, data-hand-ms: until so long from now it lets be, or has
 *   in hand.
 */

import * as clock from "./clock.js";

const QUIET_MS = 1000;
export const GUARD_MS = 400; // so soon a nervous finger presses again
const ARM_MS = 3000;
const EXPIRES_MS = 10_000;
const HANGS_MS = 3000;
const SAID_MS = 6000;
const SEEN_MS = 2000; // what is not for the first view comes after it
const body = document.body;
const REFUSED = new Set([403, 409]);
const MOVES = new Set(["take", "next", "back"]); // what they mean has changed as soon as one is given
const FINGER_PX = 24;
const last = new Map(); // command → when it was given last
const kinds = new Map(); // kind of command → when one was given last
const waiting = []; // what sends the commands that wait for the one under way
let ahead = 0; // the number of that one; 0: there is none
let sent = 0; // so many went out
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
    if ((focused.dataset.arm ?? focused.dataset.armNext) && (event.repeat || bounces(name))) event.preventDefault();
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

const kindOf = (button) => JSON.parse(button.getAttribute("hx-vals") ?? "{}").type?.split(".")[0];

/** What a button says when it wants to be pressed again; null: it means it at once. */
function asks(button) {
  if (button.dataset.arm) return button.dataset.arm;
  const soon = performance.now() - (kinds.get(kindOf(button)) ?? -ARM_MS) < ARM_MS;
  return soon ? (button.dataset.armNext ?? null) : null;
}

/** Before htmx hears a click: dangerous buttons want two, and no command goes out twice by a nervous finger. */
function click(event) {
  const again = twice(event) || bounced;
  const button = event.target.closest("button");
  if (!button) return;
  if (event.detail > 0) button.blur(); // a mouse leaves no focus behind that Enter could press again
  const stop = () => (event.preventDefault(), event.stopImmediatePropagation());
  const armed = button.armedFor !== undefined;
  const asked = armed ? "" : asks(button);
  if ((armed || asked) && bounced) return stop(); // a nervous finger means nothing twice
  if (asked) {
    const words = button.querySelector("span");
    button.meant = words.textContent;
    words.textContent = asked;
    button.classList.add("armed");
    button.armedFor = setTimeout(disarm, ARM_MS, button);
    return stop();
  }
  if (armed) disarm(button);
  if (button.hasAttribute("data-once") && nervous(button, again)) return stop();
  kinds.set(kindOf(button), performance.now());
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

function prepare(event) {
  const { request, sourceElement } = event.detail.ctx;
  if (body.dataset.link === "lost" || !navigator.onLine) {
    event.preventDefault();
    return say("offline");
  }
  const values = request.body;
  const { forMs, handMs } = sourceElement.dataset;
  if (forMs) values.set("until_ms", Math.round(clock.now() + Number(forMs)));
  if (handMs) values.set("until", Math.round(clock.now() + Number(handMs)));
  if (sourceElement.hasAttribute("data-expects")) values.set("expected_seq", body.dataset.seq);
  event.detail.ctx.fetch = inTurn;
  values.set("id", freshId());
  values.set("expires_ms", Math.round(clock.now() + EXPIRES_MS * Math.max(1, clock.pace())));
}

/** Sends a command: at once, or when the one before it is answered, has failed or hangs. */
function inTurn(address, request) {
  return new Promise((resolve, reject) => {
    const send = () => {
      const own = (ahead = ++sent);
      const passed = () => own === ahead && ((ahead = 0), waiting.shift()?.());
      setTimeout(passed, HANGS_MS);
      fetch(address, request).then(resolve, reject).finally(passed);
    };
    if (ahead) waiting.push(send);
    else send();
  });
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
