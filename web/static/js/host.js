/* The host's page: this screen's own settings, what each device does, the sound of a cue, points only, a tap.
 *
 * Owns: the settings of the display panel (kept on this screen), the page's keys, what counts as a tap.
 * Law: a setting changes this screen alone; the place in the script is the room's (prompter.js). What Space, pedal and
 *   presenter do is chosen once, so that "got it" and "scroll" never fight. A tap anywhere says "got it" to a card that has
 *   stood for FRESH_MS; a press on something to operate, a drag, or a finger that scrolls is no tap.
 * Must not know: cues' contents, how they are acknowledged (their button is pressed).
 */

import * as commands from "./commands.js";
import * as live from "./live.js";
import * as prompter from "./prompter.js";

const body = document.body;
const frame = document.querySelector(".frame");
const panel = document.getElementById("display");
const sound = document.getElementById("sound");
const STEPS = {
  size: [32, 40, 48, 56, 64, 72, 80, 88, 96, 112, 128],
  spacing: [120, 130, 143, 160, 180],
  width: [12, 16, 20, 24, 28, 32, 40],
  line: [0, 1, 2, 3, 4, 5],
};
const TAP_PX = 10;
const TAP_MS = 700;
const FRESH_MS = 500; // a tap so soon after a card came was meant for what stood there before
const OPERATED = "button, a[href], input, select, textarea, label, summary, #display, #help, #refusal";
const chosen = {};
let cueAt = -FRESH_MS;
let pressed = null; // where and when the last finger or button went down
let cue = document.querySelector("#cue [data-cue]")?.dataset.cue;
let chimes = null;

/* ── settings ── */

function stored(name) {
  try {
    return localStorage.getItem(`host.${name}`);
  } catch {
    return null; // storage may be forbidden; the screen works without
  }
}

function store(name, value) {
  chosen[name] = value;
  try {
    localStorage.setItem(`host.${name}`, value);
  } catch {
    // as above: then the setting lives as long as the page
  }
}

const css = (name) => Number.parseFloat(getComputedStyle(frame).getPropertyValue(name));

/** What a setting is now: this screen's own, else the style sheet's for its size. */
function now(name) {
  if (chosen[name]) return Number(chosen[name]);
  return { size: () => css("--size"), spacing: () => Math.round((css("--lead") / css("--size")) * 100), width: () => css("--wide"), line: () => css("--rows") }[name]();
}

function apply() {
  const set = (name, value) => frame.style.setProperty(name, value);
  if (chosen.size) set("--size", `${chosen.size}px`);
  if (chosen.size || chosen.spacing) set("--lead", `${Math.round((now("size") * (chosen.spacing ? now("spacing") : 143)) / 100 / 8) * 8}px`);
  if (chosen.width) set("--wide", `${chosen.width}em`);
  if (chosen.line) set("--rows", chosen.line);
  for (const name of ["mirror", "flip", "points", "comments"]) {
    const on = name === "comments" ? chosen[name] !== "no" : chosen[name] === "yes";
    body.dataset[name] = on ? "yes" : "no";
    for (const button of document.querySelectorAll(`[data-toggle="${name}"]`)) button.setAttribute("aria-pressed", String(on));
  }
  body.dataset.pedal = chosen.pedal ?? "ack";
  body.dataset.presenter = chosen.presenter ?? "scroll";
  for (const button of panel.querySelectorAll("[data-set]")) button.setAttribute("aria-pressed", String(body.dataset[button.dataset.set] === button.dataset.to));
  for (const place of panel.querySelectorAll("[data-shows]")) place.textContent = now(place.dataset.shows);
  prompter.layout();
}

function step(name, by) {
  const steps = STEPS[name];
  const at = steps.findIndex((one) => one >= now(name));
  store(name, String(steps[Math.min(steps.length - 1, Math.max(0, (at < 0 ? steps.length - 1 : at) + by))]));
  apply();
}

function turn(name) {
  store(name, body.dataset[name] === "yes" ? "no" : "yes");
  apply();
}

function display(open) {
  panel.hidden = !(open ?? panel.hidden);
  document.getElementById("display-key").setAttribute("aria-expanded", String(!panel.hidden));
  if (!panel.hidden) document.getElementById("help").hidden = true;
}

/* ── keys ── */

const acknowledge = () => document.querySelector("#cue [data-cue] button")?.click();

function page(by) {
  if (body.dataset.presenter === "ack" && by > 0) acknowledge();
  else prompter.move(by * prompter.screenful());
}

const KEYS = {
  ArrowDown: () => prompter.move(1), ArrowUp: () => prompter.move(-1), PageDown: () => page(1), PageUp: () => page(-1),
  Home: () => prompter.move(-Infinity), Enter: prompter.toggle,
  "+": () => step("size", 1), "=": () => step("size", 1), "-": () => step("size", -1),
  s: toggle,
};

function key(name) {
  if (name === "Escape" && !panel.hidden) display(false);
  else if (name === "Space" && body.dataset.pedal === "run") prompter.toggle();
  else if (KEYS[name]) KEYS[name]();
  else return false;
  return true;
}

/* ── a tap ── */

function down({ target, isPrimary, button, clientX: x, clientY: y }) {
  pressed = isPrimary && button === 0 && !target.closest(OPERATED) ? { x, y, at: performance.now() } : null;
}

function moved({ clientX: x, clientY: y }) {
  if (pressed && Math.hypot(x - pressed.x, y - pressed.y) > TAP_PX) pressed = null;
}

function up() {
  const now = performance.now();
  if (pressed && now - pressed.at < TAP_MS && now - cueAt >= FRESH_MS) acknowledge();
  pressed = null;
}

/* ── sound ── */

/** Switches the sound; what makes it is fetched with the first use, so that the page's first view does not wait for it. */
async function toggle() {
  chimes ??= await import("./chimes.js");
  sound.setAttribute("aria-pressed", String(chimes.toggle()));
}

document.getElementById("cue").addEventListener("slot:written", ({ target }) => {
  const card = target.querySelector("[data-cue]");
  if (card && card.dataset.cue !== cue) chimes?.play(card.classList.contains("urgent") ? "urgent" : "card");
  if (card?.dataset.cue !== cue) cueAt = performance.now();
  cue = card?.dataset.cue;
});
addEventListener("pointerdown", down);
addEventListener("pointermove", moved, { passive: true });
addEventListener("pointerup", up);
for (const end of ["pointercancel", "wheel"]) addEventListener(end, () => (pressed = null), { passive: true });
for (const name of ["size", "spacing", "width", "line", "mirror", "flip", "points", "comments", "pedal", "presenter"]) {
  const value = stored(name);
  if (value) chosen[name] = value;
}
for (const button of document.querySelectorAll("[data-step]")) button.addEventListener("click", () => step(button.dataset.of, Number(button.dataset.step)));
for (const button of document.querySelectorAll("[data-toggle]")) button.addEventListener("click", () => turn(button.dataset.toggle));
for (const button of panel.querySelectorAll("[data-set]")) button.addEventListener("click", () => (store(button.dataset.set, button.dataset.to), apply()));
document.getElementById("display-key").addEventListener("click", () => display());
document.getElementById("display-close").addEventListener("click", () => display(false));
sound.addEventListener("click", toggle);
commands.onKey(key);
commands.start();
live.start();
prompter.start();
apply();
