/* What changed: which windows are compared, how the change is divided, when it is asked again.
 *
 * Owns: the pane #why and the form that chooses its windows.
 * Law: it follows the show by whole half minutes until a person chooses windows, in the form or in the chart; then they stand.
 *   Nothing is asked while the link is lost or nobody looks.
 * Must not know: how contributions are reckoned, how they are drawn (the server does both).
 */

import * as clock from "./clock.js";
import { close } from "./entry.js";
import { last } from "./typed.js";

const STEP_MS = 30_000; // the grid that windows lie on
const LEAST_MS = 3000; // between two questions
const SETTLE_MS = 1000; // after a half minute, before it is asked for
const base = location.pathname.replace(/\/$/, "");
const pane = document.getElementById("why");
const form = document.getElementById("form-windows");
let windows = { last_ms: 300_000 };
let by = "factors";
let asked = 0;
let askedAt = -LEAST_MS;

async function draw() {
  const mine = ++asked;
  askedAt = performance.now();
  const query = new URLSearchParams({ ...windows, by, lang: document.documentElement.lang });
  if (document.body.classList.contains("wall")) query.set("wall", 1);
  const answer = await fetch(`${base}/why?${query}`).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const text = await answer.text();
  const top = pane.querySelector(".scroll")?.scrollTop ?? 0;
  await htmx.swap({ text, target: pane, sourceElement: pane, swap: "innerMorph" });
  pane.querySelector(".scroll")?.scrollTo({ top, behavior: "instant" });
}

let half = 0;

function follow() {
  const now = Math.floor((clock.now() - SETTLE_MS) / STEP_MS);
  if (now === half || !("last_ms" in windows) || document.hidden || document.body.dataset.link !== "live") return;
  if (performance.now() - askedAt < LEAST_MS) return;
  half = now;
  draw();
}

function choose(chosen) {
  windows = chosen;
  for (const button of form?.querySelectorAll("[data-last]") ?? []) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.last) === chosen.last_ms));
  }
  draw();
}

function fill(event) {
  if (event.target !== form) return;
  const told = event.detail.dataset.windows?.split(" ") ?? [];
  ["a_from_ms", "a_to_ms", "b_from_ms", "b_to_ms"].forEach((name, i) => {
    if (told[i]) form.elements[name].value = clock.local(Number(told[i])).replace(/:00$/, "");
  });
}

function submit(event) {
  event.preventDefault();
  const chosen = Object.fromEntries([...form.querySelectorAll("input")].map((input) => [input.name, last(input.value)]));
  const turned = ["a", "b"].find((side) => chosen[`${side}_from_ms`] >= chosen[`${side}_to_ms`]);
  const wrong = turned && form.elements[`${turned}_to_ms`];
  if (wrong) {
    wrong.setCustomValidity(form.dataset.turned);
    return wrong.reportValidity();
  }
  choose(chosen);
  close();
}

function click(event) {
  const button = event.target.closest("button");
  if (button?.matches("#why [data-by]")) {
    by = button.dataset.by;
    draw();
  } else if (button?.matches("[data-last]")) {
    choose({ last_ms: Number(button.dataset.last) });
    close();
  }
}

/** The chart's chosen span against as much before it; none: the last minutes again. */
function zoomed({ detail }) {
  if (!detail) return "last_ms" in windows ? undefined : choose({ last_ms: 300_000 });
  const from = Math.round(detail.from / STEP_MS) * STEP_MS;
  const to = Math.max(from + STEP_MS, Math.round(detail.to / STEP_MS) * STEP_MS);
  choose({ a_from_ms: 2 * from - to, a_to_ms: from, b_from_ms: from, b_to_ms: to });
}

/** Asks at once, and again each half minute; called once by the page's own module. */
export function start() {
  document.addEventListener("click", click);
  document.addEventListener("chart:chosen", zoomed);
  document.addEventListener("entry:opened", fill);
  form?.addEventListener("submit", submit);
  form?.addEventListener("input", (event) => event.target.setCustomValidity(""));
  half = Math.floor((clock.now() - SETTLE_MS) / STEP_MS);
  draw();
  setInterval(follow, 500);
}
