/* Rejected events once more: a button [data-feed-retry] of a feed's panel, and what came of it.
 *
 * Owns: that request and the words under the button.
 * Law: one at a time; a failure is said.
 * Must not know: what was rejected, how it is read again.
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

async function click(event) {
  const button = event.target.closest?.("[data-feed-retry]");
  if (!button || asking) return;
  button.disabled = asking = true;
  const answer = await fetch(`${button.dataset.feedRetry}?lang=${document.documentElement.lang}`, { method: "POST" }).catch(() => null);
  button.disabled = asking = false;
  if (!answer?.ok) return commands.say("failed");
  told = { door: button.dataset.feedRetry, words: await answer.text() };
  show();
}

/** Listens; called once by the page's own module. */
export function start() {
  document.addEventListener("click", click);
  document.addEventListener("pane:drawn", drawn);
}
