/* Rejected events once more: a button [data-feed-retry] of a feed's panel, and what came of it. The keys of feeds: what is
 * marked [data-feed-key] makes one or ends some, and the panel then shows what there is.
 *
 * Owns: those requests, the words under the button, the panel of keys.
 * Law: one at a time; a failure is said. A new key is in the panel alone, and goes with it.
 * Must not know: what was rejected, how it is read again; what comes by a key.
 */

import * as commands from "./commands.js";

const NOTHING = { door: "", words: "" };
let told = NOTHING; // the panel is drawn anew while it is open
let asking = false; // likewise its button

function drawn({ target }) {
  if (target.hidden) told = NOTHING; // it opens: what came of it then is no news
  show();
}

function show() {
  const place = document.getElementById("feed-said");
  if (place && document.querySelector("[data-feed-retry]")?.dataset.feedRetry === told.door) place.textContent = told.words;
}

/** Returns what a door answers; null: it does not, or another is asked just now. */
async function ask(button, door, body) {
  if (asking) return null;
  button.disabled = asking = true;
  const answer = await fetch(`${door}?lang=${document.documentElement.lang}`, { method: "POST", body }).catch(() => null);
  button.disabled = asking = false;
  if (answer?.ok) return answer.text();
  if (answer?.headers.get("content-type")?.startsWith("text/html") && answer.status === 409) document.getElementById("refusal").innerHTML = await answer.text();
  else commands.say("failed");
  return null;
}

async function click(event) {
  const button = event.target.closest?.("[data-feed-retry]");
  const ends = event.target.closest?.("button[data-feed-key]");
  if (ends) return keys(ends, ends.dataset.feedKey);
  if (!button) return;
  const words = await ask(button, button.dataset.feedRetry);
  if (words === null) return;
  told = { door: button.dataset.feedRetry, words };
  show();
}

function submit(event) {
  if (!event.target.matches("form[data-feed-key]")) return;
  event.preventDefault();
  keys(event.target.querySelector("[type=submit]"), event.target.dataset.feedKey, new URLSearchParams(new FormData(event.target)));
}

async function keys(button, door, body) {
  const panel = button.closest(".pop");
  const html = await ask(button, door, body);
  if (html === null || !button.isConnected) return; // the panel shows something else by now
  panel.innerHTML = html;
  htmx.process(panel);
  panel.querySelector(".newkey button, [data-first]").focus({ preventScroll: true });
}

/** Listens; called once by the page's own module. */
export function start() {
  document.addEventListener("click", click);
  document.addEventListener("submit", submit);
  document.addEventListener("pane:drawn", drawn);
}
