/* What is found in the plan, before the start.
 *
 * Owns: #precheck: when it is asked for, and that it goes when the show starts.
 * Law: asked for once at first sight and again after the rundown or the plan has changed, at most once in AGAIN_MS; a
 *   question that fails leaves what stands there.
 * Must not know: what is found (the server draws it).
 */

const AGAIN_MS = 2000;
const FOLLOWED = new Set(["strip", "rundown", "undo"]);
const place = document.getElementById("precheck");
const base = location.pathname.replace(/\/$/, "");
let askedAt = -AGAIN_MS;
let waiting = 0;
let drawn = "";

const planned = () => document.querySelector('#strip [data-status="planned"]') !== null;

async function draw() {
  waiting = 0;
  askedAt = performance.now();
  const answer = await fetch(`${base}/check?lang=${document.documentElement.lang}`).catch(() => null);
  if (!answer?.ok || !planned()) return;
  const top = place.querySelector(".scroll")?.scrollTop ?? 0;
  const html = await answer.text();
  if (drawn !== html) place.innerHTML = html;
  drawn = html;
  place.hidden = false;
  place.querySelector(".scroll").scrollTop = top;
}

function look() {
  if (!planned()) {
    place.hidden = true;
  } else if (!waiting) {
    waiting = setTimeout(draw, Math.max(0, AGAIN_MS - (performance.now() - askedAt)));
  }
}

/** Listens; called once by the page's own module. */
export function start() {
  document.addEventListener("slot:written", ({ target }) => FOLLOWED.has(target.id) && look());
  look();
}
