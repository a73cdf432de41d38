/* The controller's page: switching products by link number, keeping the segment on air in sight.
 *
 * Owns: the digits being typed, the rundown's scroll after a take.
 * Law: one digit waits WAIT_MS for a second only where a longer number begins with it; Enter while digits stand takes
 *   the number, never the segment. With ⇧ the number takes the product's own segment.
 * Must not know: how commands go out (a number presses its product's button).
 */

import * as alerts from "./alerts.js";
import * as between from "./between.js";
import * as chimes from "./chimes.js";
import * as commands from "./commands.js";
import * as comments from "./comments.js";
import * as copying from "./copying.js";
import * as feeds from "./feeds.js";
import * as kept from "./kept.js";
import * as live from "./live.js";
import * as rows from "./rows.js";
import * as rundown from "./rundown.js";
import * as precheck from "./precheck.js";
import * as shop from "./shop.js";
import * as soundcheck from "./soundcheck.js";
import * as tabs from "./tabs.js";
import * as timing from "./timing.js";

const WAIT_MS = 800;
let digits = "";
let withTake = false; // ⇧ was held: the product's own segment goes on air
let waiting = 0;
let shown = null;

const tiles = () => [...document.querySelectorAll("[data-link-number]")];
const tile = (number) => tiles().find((one) => one.dataset.linkNumber === number);
const taking = (number) => document.querySelector(`[data-take-number="${number}"]`);

function show() {
  const sign = document.getElementById("typed");
  sign.hidden = digits === "";
  sign.querySelector("kbd").textContent = digits;
  for (const one of tiles()) one.classList.toggle("pick", digits !== "" && one.dataset.linkNumber === digits);
}

function clear() {
  clearTimeout(waiting);
  digits = "";
  withTake = false;
  show();
}

function press() {
  const found = (withTake && taking(digits)) || tile(digits);
  clear();
  if (found) found.click();
  else commands.say("nowhere");
}

/** The digit that was typed, also where ⇧ makes another sign of its key. */
function digit(name, event) {
  if (/^[0-9]$/.test(name)) return name;
  const shifted = event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
  return shifted ? (/^Digit([0-9])$/.exec(event.code)?.[1] ?? null) : null;
}

function number(name, event) {
  const typed = digit(name, event);
  if (typed !== null && !event.repeat) {
    clearTimeout(waiting);
    withTake = typed !== name;
    digits += typed;
    show();
    const longer = tiles().some((one) => one.dataset.linkNumber.length > digits.length && one.dataset.linkNumber.startsWith(digits));
    if (!longer && (tile(digits) || digits.length > 1)) press();
    else waiting = setTimeout(press, WAIT_MS);
    return true;
  }
  if (digits === "") return false;
  if (name === "Enter") press();
  else if (name === "Escape") clear();
  else if (name === "Backspace") {
    digits = digits.slice(0, -1);
    show();
  } else return false;
  return true;
}

function follow() {
  const row = document.querySelector("[data-current]");
  const words = row?.querySelector(".cut, .name").textContent ?? null;
  if (row && words !== shown) alerts.reveal(row, row.closest(".scroll"));
  shown = words;
}

between.start(); // first: while its panel is open, digits are reasons and not products
rows.start(); // then the letters of a chosen row, before what they mean elsewhere
alerts.start(); // and a key that would hit an alert just chosen by itself is swallowed
commands.onKey(number);
shop.start();
timing.start();
tabs.start();
copying.start();
feeds.start();
comments.start();
document.getElementById("rundown").addEventListener("slot:written", follow);
follow();
rundown.start();
precheck.start();
chimes.switchedBy(document.getElementById("sound"));
soundcheck.start();
commands.start();
live.start();
kept.start();
