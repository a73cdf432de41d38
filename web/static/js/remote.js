/* The remote: the script's other hand, on a phone, under a pedal or a presenter.
 *
 * Owns: the page's keys and its steps by lines, what Space does.
 * Law: it gives the same commands as the host's page and shows the same character; nothing is mirrored here. Whoever has one
 *   pedal only has both with it: Space says "got it" to what waits, else it lets the script run or stand. What came less than
 *   FRESH_MS ago was not meant, nor is a second press within the guard. A key that is held goes on stepping, and nothing else.
 * Must not know: cues' contents, settings of the host's screen.
 */

import * as commands from "./commands.js";
import * as live from "./live.js";
import * as prompter from "./prompter.js";

const FRESH_MS = 500;
const body = document.body;
const page = (by) => prompter.move(by * prompter.screenful());
const STEPS = {
  ArrowDown: () => prompter.move(1), ArrowUp: () => prompter.move(-1), PageDown: () => page(1), PageUp: () => page(-1),
  MediaTrackNext: () => page(1), MediaTrackPrevious: () => page(-1),
};
const KEYS = {
  Home: () => prompter.move(-Infinity), Enter: prompter.toggle, Space: space, F5: prompter.toggle, MediaPlayPause: prompter.toggle,
  Escape: () => body.dataset.prompter === "running" && prompter.toggle(),
};
let stands = waits()?.getAttribute("hx-vals"); // what waits to be read
let cameAt = -FRESH_MS;
let readAt = -commands.GUARD_MS;

/** The button of the card, else of the message, that waits to be read. */
function waits() {
  return [...document.querySelectorAll('[data-keys="Space"]')].find((one) => one.checkVisibility());
}

function space() {
  const [button, now] = [waits(), performance.now()];
  if (now - readAt < commands.GUARD_MS) return true;
  if (!button || now - cameAt < FRESH_MS) return prompter.toggle() || button !== undefined;
  readAt = now;
  commands.strike("Space", button);
  return true;
}

function key(name, event) {
  if (STEPS[name]) return STEPS[name](), true;
  if (!KEYS[name] || (name === "Escape" && !document.getElementById("help").hidden)) return false;
  return event.repeat || KEYS[name]() !== false || name === "F5"; // a presenter's F5 loads nothing anew
}

function came() {
  const now = waits()?.getAttribute("hx-vals");
  if (now !== stands) [stands, cameAt] = [now, performance.now()];
}

for (const button of document.querySelectorAll("[data-move]")) {
  button.addEventListener("click", () => prompter.move(button.dataset.move === "top" ? -Infinity : Number(button.dataset.move)));
}
for (const id of ["cue", "between"]) document.getElementById(id).addEventListener("slot:written", came);
commands.onKey(key);
commands.start();
live.start();
prompter.start();
