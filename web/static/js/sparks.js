/* The little curves of the tiles: the last half hour.
 *
 * Owns: every svg[data-spark], and the points behind it.
 * Law: drawn at most once in EVERY_MS; the past comes once from the server, what is new from the tile itself. A gap stays a
 *   gap; an unknown value is none, nor is one that no feed tells any more.
 * Must not know: how figures are reckoned.
 */

import * as clock from "./clock.js";

const SPAN_MS = 30 * 60_000;
const EVERY_MS = 5000;
const [WIDTH, HEIGHT, PAD] = [72, 24, 2];
const base = location.pathname.replace(/\/$/, "");
const curves = new Map(); // code → [[t, value or null], …]

/** Returns the path through the points: moves over gaps, one decimal. */
function path(points, from, to, low, high) {
  const x = (t) => (((t - from) / (to - from || 1)) * (WIDTH - 3)).toFixed(1);
  const y = (v) => (high > low ? HEIGHT - PAD - ((v - low) / (high - low)) * (HEIGHT - 2 * PAD) : HEIGHT / 2).toFixed(1);
  let pen = "M";
  let drawn = "";
  for (const [t, v] of points) {
    if (v === null) pen = "M";
    else {
      drawn += `${pen}${x(t)} ${y(v)}`;
      pen = "L";
    }
  }
  return drawn;
}

function shape(name, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function draw(svg) {
  const points = curves.get(svg.dataset.spark);
  const known = points.map(([, v]) => v).filter((v) => v !== null);
  if (known.length < 2) return svg.replaceChildren();
  const to = points.at(-1)[0];
  const from = Math.max(points[0][0], to - SPAN_MS);
  const band = document.querySelector(`#k-${CSS.escape(svg.dataset.spark)} [data-band]`)?.dataset.band.split(" ");
  let [low, high] = [Math.min(...known), Math.max(...known)];
  const parts = [];
  if (band) {
    const edges = band.filter((edge) => edge !== "").map(Number);
    [low, high] = [Math.min(low, ...edges), Math.max(high, ...edges)];
    const y = (v) => HEIGHT - PAD - ((v - low) / (high - low || 1)) * (HEIGHT - 2 * PAD);
    const top = band[1] ? y(Number(band[1])) : PAD;
    parts.push(shape("rect", { x: 0, y: top, width: WIDTH, height: Math.max(1, y(Number(band[0])) - top) }));
  }
  const d = path(points, from, to, low, high);
  parts.push(shape("path", { d }));
  const end = /([\d.]+) ([\d.]+)$/.exec(d);
  if (points.at(-1)[1] !== null) parts.push(shape("circle", { cx: end[1], cy: end[2], r: 2 }));
  svg.replaceChildren(...parts);
}

function grow() {
  const now = clock.now();
  for (const svg of document.querySelectorAll("[data-spark]")) {
    const points = curves.get(svg.dataset.spark);
    const tile = document.querySelector(`#k-${CSS.escape(svg.dataset.spark)}`);
    const value = tile?.querySelector(".still") ? undefined : tile?.querySelector("[data-kpi]")?.dataset.value;
    if (document.body.dataset.link === "live" && (!points.length || now > points.at(-1)[0])) points.push([now, value === undefined ? null : Number(value)]);
    while (points.length && points[0][0] < now - SPAN_MS) points.shift();
    draw(svg);
  }
}

async function past() {
  const answer = await fetch(`${base}/curves`).catch(() => null);
  if (!answer?.ok) return;
  const told = await answer.json();
  const newest = told.t.at(-1) ?? 0;
  for (const [code, values] of Object.entries(told.curves)) {
    if (curves.has(code)) curves.set(code, told.t.map((at, i) => [at, values[i]]).concat(curves.get(code).filter(([at]) => at > newest)));
  }
}

/** Fetches the past, and goes on; called once by the page's own module. */
export async function start() {
  const all = [...document.querySelectorAll("[data-spark]")];
  for (const svg of all) {
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    curves.set(svg.dataset.spark, []);
  }
  setInterval(grow, EVERY_MS);
  await past();
  all.forEach(draw);
}
