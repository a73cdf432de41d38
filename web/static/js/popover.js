/* A tile's definition: a panel anchored to its tile, never a modal.
 *
 * Owns: the one panel #pop: what it shows, where it stands, its refreshing, copying, closing.
 * Law: it opens from a button [data-define] and gives the focus back to it; Esc, its own button or a press beside it close
 *   it; while it is open it follows its figure at most once in REFRESH_MS, and nothing in it moves but figures.
 * Must not know: what is in it (the server draws it), the socket.
 */

import * as commands from "./commands.js";

const REFRESH_MS = 2000;
const GAP = 4;
const EDGE = 8;
const panel = document.getElementById("pop");
const base = location.pathname.replace(/\/$/, "");
let opener = null;
let drawnAt = 0;
let waiting = 0;

function place() {
  const box = opener.getBoundingClientRect();
  const own = panel.getBoundingClientRect();
  const left = Math.min(Math.max(EDGE, box.left), innerWidth - own.width - EDGE);
  const below = box.bottom + GAP;
  const top = below + own.height <= innerHeight - EDGE ? below : Math.max(EDGE, innerHeight - own.height - EDGE);
  panel.style.left = `${Math.max(EDGE, left)}px`;
  panel.style.top = `${top}px`;
}

async function draw() {
  const code = opener.dataset.define;
  const answer = await fetch(`${base}/kpi/${code}?lang=${document.documentElement.lang}`).catch(() => null);
  if (!answer?.ok || opener?.dataset.define !== code) return false;
  const html = await answer.text();
  drawnAt = performance.now();
  if (panel.contains(document.activeElement)) htmx.swap({ text: html, target: panel, sourceElement: panel, swap: "innerMorph" });
  else panel.innerHTML = html;
  panel.dispatchEvent(new CustomEvent("pane:drawn", { bubbles: true }));
  return true;
}

async function open(button) {
  close(false);
  opener = button;
  if (!(await draw())) {
    opener = null;
    return commands.say("offline");
  }
  button.setAttribute("aria-expanded", "true");
  panel.hidden = false;
  place();
  panel.querySelector("[data-close]").focus({ preventScroll: true });
}

/** Closes the panel; `back`: the focus returns to the button that opened it. */
export function close(back = true) {
  clearTimeout(waiting);
  waiting = 0;
  if (!opener) return;
  opener.setAttribute("aria-expanded", "false");
  panel.hidden = true;
  if (back) opener.focus({ preventScroll: true });
  opener = null;
}

function follow(event) {
  if (!opener || waiting || event.target.id !== `k-${opener.dataset.define}`) return;
  waiting = setTimeout(() => {
    waiting = 0;
    if (opener) draw();
  }, Math.max(0, REFRESH_MS - (performance.now() - drawnAt)));
}

function click(event) {
  const button = event.target.closest("button");
  if (button?.matches("[data-define]")) return button === opener ? close() : open(button);
  if (button?.matches("#pop [data-close]")) return close();
  if (opener && !panel.contains(event.target)) close(false);
}

/** Listens; called once by the page's own module. */
export function start() {
  document.addEventListener("click", click);
  document.addEventListener("slot:written", follow);
  addEventListener("resize", () => opener && place());
  commands.onKey((name) => {
    if (name !== "Escape" || !opener) return false;
    close();
    return true;
  });
}
