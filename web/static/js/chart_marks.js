/* What happened, on the chart: segments as background bands, single facts as signs in a lane of their own.
 *
 * Owns: the bands' and signs' drawing, what a sign's shape says.
 * Law: the segment on air has a red rule and its title; a sign's words stand only where there is room for them, its shape
 *   always, and of facts at one moment the gravest gives the shape; a line goes down through the lanes where the room
 *   changed what it sells.
 * Must not know: the figures, where facts come from.
 */

import * as clock from "./clock.js";
import { length } from "./chart_lanes.js";

const HIGH = new Set(["violation", "stream", "red_light", "slip"]);
const THROUGH = new Set(["take", "switch", "price", "promo"]);
const UNSEEN = new Set(["start", "end"]); // they are the axis's ends
const LAST = new Set(["promo", "sold_out", "stream", "gap", "red_light", "draw", "alert"]);
const GRAVEST_FIRST = ["violation", "red_light", "slip", "alert", "stream", "gap", "sold_out", "take", "switch", "price", "promo", "draw", "cue", "note"];
const SIGN_Y = 12;
const APART_PX = 10;
const WORDS_PX = 140;

/** Cuts a text to a width. */
function cut(ctx, text, width) {
  if (ctx.measureText(text).width <= width) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ctx.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle;
    else high = middle - 1;
  }
  return low > 1 ? `${text.slice(0, low)}…` : "";
}

/** Draws the segments' bands, and their titles above the plot. */
export function segments(ctx, chart, plot) {
  const { paint } = chart;
  ctx.textBaseline = "alphabetic";
  let free = 0;
  for (const [i, one] of chart.bands.entries()) {
    const [left, right] = [Math.max(0, plot.x(one.from)), Math.min(plot.width, plot.x(one.to))];
    if (right <= left) continue;
    const air = one.state === "on_air";
    if (one.state === "next") ctx.fillStyle = paint["band-a"];
    else ctx.fillStyle = air || i % 2 === 1 ? paint["band-b"] : paint["band-a"];
    ctx.fillRect(left, 0, right - left, plot.height);
    if (air) {
      ctx.fillStyle = paint.air;
      ctx.fillRect(left, -3, right - left, 3);
    }
    const from = Math.max(free, left + 4);
    const room = (air ? Math.max(right, left + 220) : right) - from;
    if (room < 44) continue;
    ctx.textAlign = "left";
    ctx.font = `${air ? "700 " : ""}12px ${paint.font}`;
    const mark = { done: "✓ ", next: "→ " }[one.state] ?? "";
    const sign = room >= 80 || ctx.measureText(mark + one.title).width <= room ? mark : "";
    const title = cut(ctx, `${sign}${one.title}`, Math.min(room, plot.width - from));
    ctx.fillStyle = air ? paint.text : paint.quiet;
    ctx.fillText(title, from, -9);
    let end = from + ctx.measureText(title).width;
    ctx.font = `12px ${paint.font}`;
    const more = air ? `${chart.words.until} ${clock.local(one.due)}` : one.state === "done" ? length(one.to - one.from) : "";
    if (more && title.endsWith(one.title) && end + 8 + ctx.measureText(more).width <= Math.min(from + room, plot.width)) {
      ctx.fillStyle = paint.quiet;
      ctx.fillText(more, end + 8, -9);
      end += 8 + ctx.measureText(more).width;
    }
    free = end + 10;
  }
}

const SHAPES = {
  triangle(ctx, x, y) {
    ctx.moveTo(x, y - 5);
    ctx.lineTo(x + 5, y + 4);
    ctx.lineTo(x - 5, y + 4);
    ctx.closePath();
  },
  disc(ctx, x, y) {
    ctx.arc(x, y, 4, 0, 7);
  },
  flag(ctx, x, y) {
    ctx.moveTo(x - 4, y - 4);
    ctx.lineTo(x + 5, y - 4);
    ctx.lineTo(x + 5, y + 2);
    ctx.lineTo(x - 1, y + 2);
    ctx.lineTo(x - 4, y + 5);
    ctx.closePath();
  },
  diamond(ctx, x, y) {
    ctx.moveTo(x, y - 5);
    ctx.lineTo(x + 5, y);
    ctx.lineTo(x, y + 5);
    ctx.lineTo(x - 5, y);
    ctx.closePath();
  },
  box(ctx, x, y) {
    ctx.rect(x - 4, y - 4, 8, 8);
  },
  octagon(ctx, x, y) {
    for (let i = 0; i < 8; i += 1) ctx.lineTo(x + 5 * Math.cos((i + 0.5) * (Math.PI / 4)), y + 5 * Math.sin((i + 0.5) * (Math.PI / 4)));
    ctx.closePath();
  },
};

function rank(kind) {
  const at = GRAVEST_FIRST.indexOf(kind);
  return at < 0 ? GRAVEST_FIRST.length : at;
}

/** A sign's shape and colour by what happened. */
function sign(kind) {
  if (kind === "take") return ["triangle", "text"];
  if (kind === "switch") return ["disc", "text"];
  if (kind === "cue") return ["flag", "info"];
  if (kind === "price") return ["diamond", "text"];
  if (kind === "promo" || kind === "draw") return ["disc", "quiet"];
  if (kind === "sold_out") return ["octagon", "look"];
  if (kind === "alert") return ["triangle", "look"];
  if (kind === "gap") return ["box", "look"];
  if (HIGH.has(kind)) return ["octagon", "air"];
  return kind === "note" ? ["box", "info"] : ["box", "quiet"];
}

/** Draws how long a promotion, an empty shelf, an alert or a broken stream lasted: a line at the foot of the lane. */
function lasting(ctx, chart, plot) {
  const { from, to } = chart.view;
  const now = chart.now ?? to;
  for (const mark of chart.marks) {
    if (!LAST.has(mark.kind) || mark.at_ms > to || (mark.until_ms ?? now) < from) continue;
    const [left, right] = [Math.max(0, plot.x(mark.at_ms)), Math.min(plot.width, plot.x(mark.until_ms ?? now))];
    ctx.fillStyle = chart.paint[sign(mark.kind)[1]];
    ctx.fillRect(left, 20, Math.max(1, right - left), 2);
  }
}

/** A dotted line down through the lanes. */
function through(ctx, chart, plot, x) {
  ctx.strokeStyle = chart.paint["line-strong"];
  ctx.lineWidth = 1;
  ctx.setLineDash([2, 4]);
  ctx.beginPath();
  ctx.moveTo(Math.round(x) + 0.5, SIGN_Y + 8);
  ctx.lineTo(Math.round(x) + 0.5, plot.height);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Facts that stand too close to be told apart, as one: the gravest gives its sign and its words, the others are counted. */
function clusters(placed) {
  const found = [];
  for (const mark of placed) {
    const last = found.at(-1);
    if (last && mark.x - last.from < APART_PX) last.marks.push(mark);
    else found.push({ from: mark.x, marks: [mark] });
  }
  return found.map(({ marks }) => {
    const top = marks.reduce((a, b) => (rank(b.kind) < rank(a.kind) ? b : a));
    const words = top.kind === "take" ? "" : top.text; // its segment's title stands right above
    return { ...top, words: marks.length > 1 ? `${words} +${marks.length - 1}`.trim() : words };
  });
}

/** Draws the signs; returns where each fact stands and what it says, for the cursor. */
export function draw(ctx, chart, plot) {
  const { paint, view } = chart;
  const inSight = chart.marks.filter((mark) => !UNSEEN.has(mark.kind) && mark.at_ms >= view.from && mark.at_ms <= view.to);
  const placed = inSight.map((mark) => ({ ...mark, x: plot.x(mark.at_ms) })).sort((a, b) => a.x - b.x);
  for (const mark of placed) if (THROUGH.has(mark.kind)) through(ctx, chart, plot, mark.x);
  lasting(ctx, chart, plot);
  const now = chart.now === null ? plot.width : plot.x(chart.now);
  const shown = clusters(placed);
  ctx.font = `12px ${paint.font}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  shown.forEach((mark, i) => {
    const [shape, colour] = sign(mark.kind);
    ctx.fillStyle = paint[colour];
    ctx.beginPath();
    SHAPES[shape](ctx, mark.x, SIGN_Y);
    ctx.fill();
    const next = Math.min(shown[i + 1]?.x ?? plot.width, mark.x < now ? now + 12 : plot.width);
    ctx.fillStyle = paint.text;
    if (ctx.measureText(mark.words).width <= Math.min(WORDS_PX, next - mark.x - 22)) ctx.fillText(mark.words, mark.x + 8, SIGN_Y);
  });
  return placed;
}
