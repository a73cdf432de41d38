/* What is not known, on the chart: spans without values, spans that a feed did not cover, figures that nothing tells.
 *
 * Owns: finding the gaps, their drawing and naming.
 * Law: what is unknown is left open; where a feed was down the values of the others stand, hatched; both are named with
 *   their length. An empty lane says that it is empty.
 * Must not know: why there is a gap.
 */

import { length } from "./chart_lanes.js";

const HATCH_PX = 6;

/** Spans in which nothing is known between two known values: [from, to] in ms, longer than two steps. */
function unknown({ t, online }, step) {
  const found = [];
  let last = null;
  for (let i = 0; i < t.length; i += 1) {
    if (online[i] === null || online[i] === undefined) continue;
    if (last !== null && i - last > 1 && t[i] - t[last] > step * 2) found.push([t[last], t[i]]);
    last = i;
  }
  return found;
}

/** Whether a figure is known within a span. */
function known({ t }, values, from, to) {
  for (let i = 0; i < t.length; i += 1) if (t[i] > from && t[i] < to && values[i] !== null && values[i] !== undefined) return true;
  return false;
}

function spans(chart, plot) {
  const now = chart.now ?? chart.view.to;
  const told = chart.marks.filter((mark) => mark.kind === "gap").map((mark) => ({ from: mark.at_ms, to: mark.until_ms ?? now }));
  const seen = unknown(chart.columns, chart.step).map(([from, to]) => ({ from, to }));
  const alone = seen.filter((one) => !told.some((other) => other.from < one.to && other.to > one.from));
  return [...told, ...alone]
    .map((one) => ({ ...one, left: Math.max(0, plot.x(one.from)), right: Math.min(plot.width, plot.x(one.to)) }))
    .filter(({ left, right }) => right >= left)
    .sort((a, b) => a.from - b.from);
}

function hatch(ctx, chart, lane, left, right) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, lane.top, right - left, lane.bottom - lane.top);
  ctx.clip();
  ctx.strokeStyle = `color-mix(in srgb, ${chart.paint.look} 30%, transparent)`;
  ctx.lineWidth = 1;
  ctx.beginPath();
  const height = lane.bottom - lane.top;
  for (let x = Math.floor((left - height) / HATCH_PX) * HATCH_PX; x < right; x += HATCH_PX) {
    ctx.moveTo(x, lane.bottom);
    ctx.lineTo(x + height, lane.top);
  }
  ctx.stroke();
  ctx.restore();
}

function empty(ctx, chart, lane, plot) {
  const { t } = chart.columns;
  if (!t.length || chart.columns[lane.code].some((value) => value !== null && value !== undefined)) return;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  const end = chart.now === null ? plot.width : plot.x(chart.now);
  const half = ctx.measureText(chart.words.unknown).width / 2;
  ctx.fillStyle = chart.paint.quiet;
  ctx.fillText(chart.words.unknown, Math.max(4, Math.min(end, plot.width) / 2 - half), (lane.top + lane.bottom) / 2);
}

/** Draws and names the gaps, and says which lanes are empty. */
export function draw(ctx, chart, plot) {
  const found = spans(chart, plot);
  for (const { from, to, left, right } of found) {
    for (const lane of chart.lanes) {
      if (known(chart.columns, chart.columns[lane.code], from, to)) hatch(ctx, chart, lane, left, right);
      else {
        ctx.fillStyle = chart.paint.panel;
        ctx.fillRect(left, lane.top, Math.max(1, right - left), lane.bottom - lane.top);
      }
    }
  }
  for (const lane of chart.lanes) empty(ctx, chart, lane, plot);
  const lane = chart.lanes[0];
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  let free = -Infinity;
  for (const { from, to, left, right } of found) {
    const text = `${chart.words.gap} ${length(to - from)}`;
    const half = ctx.measureText(text).width / 2;
    const at = Math.min(plot.width - half, Math.max(half, (left + right) / 2));
    if (at - half < free) continue;
    chart.halo(ctx, text, at, lane.bottom - 6, chart.paint.quiet);
    free = at + half + 4;
  }
}
