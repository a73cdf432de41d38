/* What a page asks for by itself (a figure's meaning, a segment's form): a panel beside what opened it, never a modal.
 *
 * Owns: the one panel #pop: what it shows, its refreshing, closing.
 * Law: it opens from a button [data-pane] (the address below the page) and gives the focus back to it; Esc, its own button
 *   or a press beside it close it; while it is open it follows the slot named by data-follows at most once in REFRESH_MS,
 *   but not while a button in it is armed.
 * Must not know: what is in it (the server draws it), the socket.
 */

import * as commands from "./commands.js";
import { beside } from "./panel.js";

const REFRESH_MS = 2000;
const panel = document.getElementById("pop");
const base = location.pathname.replace(/\/$/, "");
let opener = null;
let drawnAt = 0;
let waiting = 0;

const armed = () => panel.querySelector(".armed") !== null;

/** Draws the pane; returns why it is not drawn: it is not for this role or no longer there, the server failed, or the link is lost. */
async function draw(follows = false) {
  const { pane } = opener.dataset;
  const answer = await fetch(`${base}/${pane}?lang=${document.documentElement.lang}`).catch(() => null);
  if (!answer) return "offline";
  if (!answer.ok) return { 403: "not_allowed", 404: "gone" }[answer.status] ?? "failed";
  const html = await answer.text();
  if (opener?.dataset.pane !== pane || (follows && armed())) return null;
  drawnAt = performance.now();
  if (panel.contains(document.activeElement)) htmx.swap({ text: html, target: panel, sourceElement: panel, swap: "innerMorph" });
  else {
    panel.innerHTML = html;
    htmx.process(panel);
  }
  panel.dispatchEvent(new CustomEvent("pane:drawn", { bubbles: true }));
  return null;
}

async function open(button) {
  const within = panel.contains(button); // one pane leads to another: the panel stays where it is
  close(false);
  opener = button;
  const why = await draw();
  if (opener !== button) return null; // another was opened meanwhile, or this one closed
  if (why) {
    opener = null;
    return commands.say(why === "gone" ? "failed" : why);
  }
  button.setAttribute("aria-expanded", "true");
  panel.hidden = false;
  if (!within) beside(panel, opener);
  const typed = matchMedia("(pointer: coarse)").matches ? null : panel.querySelector("[data-first]"); // a finger calls its own keyboard
  (typed ?? panel.querySelector("[data-close]")).focus({ preventScroll: true });
}

/** Closes the panel; `back`: the focus returns to the button that opened it. */
export function close(back = true) {
  clearTimeout(waiting);
  waiting = 0;
  if (!opener) return;
  opener.setAttribute("aria-expanded", "false");
  panel.hidden = true;
  if (back && opener.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}

/** Draws what is open as it is now, and closes what is no longer there; returns whether it is drawn. */
export async function redraw() {
  const why = opener ? await draw() : "gone";
  if (why === "gone") close();
  else if (why) commands.say(why);
  return why === null;
}

/** Puts the panel whole in sight again, when what is in it has grown. */
export function grown() {
  if (opener?.isConnected) beside(panel, opener);
}

function follow(event) {
  if (!opener || waiting || event.target.id !== opener.dataset.follows) return;
  waiting = setTimeout(refresh, Math.max(0, REFRESH_MS - (performance.now() - drawnAt)));
}

function refresh() {
  waiting = armed() ? setTimeout(refresh, REFRESH_MS) : 0;
  if (!waiting) draw(true);
}

function click(event) {
  const button = event.target.closest("button");
  if (button?.matches("[data-pane]")) return button === opener ? close() : open(button);
  if (button?.matches("#pop [data-close]")) return close();
  if (opener && event.target.isConnected && !panel.contains(event.target) && !event.target.closest("form.entry")) close(false);
}

/** Listens; called once by the page's own module. */
export function start() {
  document.addEventListener("click", click);
  document.addEventListener("slot:written", follow);
  addEventListener("resize", grown);
  commands.onKey((name) => {
    if (name !== "Escape" || !opener) return false;
    close();
    return true;
  });
}
