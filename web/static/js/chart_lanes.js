/* Where each figure of the chart stands, and how its values are written.
 *
 * Owns: the lanes (one figure each, stacked on one time axis), their heights, the height of their scales, ticks of time.
 * Law: a lane begins at zero and ends at a round number that holds for a while; no lane draws into another.
 * Must not know: the canvas, colours, where values come from.
 */

import * as clock from "./clock.js";

export const TITLES_PX = 24; // segments' titles and the rule, above the plot
const MARKS_PX = 24; // the lane of marks, at the plot's top
export const TIME_PX = 20; // the time axis below it
const NAME_PX = 22; // a lane's name, above it
const WEIGHTS = { online: 60, gmv_minor_1m: 57, conversion_rate_5m: 64, comments_1m: 26 };
const ROUND = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];
const LEAST = { online: 10, gmv_minor_1m: 10_000, conversion_rate_5m: 0.01, comments_1m: 10 };
const TICKS_S = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/** Top and bottom of each lane's body, in CSS pixels of a plot `height` high. */
export function layout(codes, height) {
  const room = Math.max(40, height - MARKS_PX - codes.length * NAME_PX);
  const all = codes.reduce((sum, code) => sum + WEIGHTS[code], 0);
  let top = MARKS_PX;
  return codes.map((code) => {
    const body = Math.round((room * WEIGHTS[code]) / all);
    const lane = { code, name: top + 13, top: top + NAME_PX, bottom: top + NAME_PX + body };
    top = lane.bottom;
    return lane;
  });
}

/** The scale's limits over the whole plot that put 0 at the lane's bottom and `max` at its top. */
export function limits(lane, height, max) {
  const unit = max / (lane.bottom - lane.top);
  return [-(height - lane.bottom) * unit, lane.bottom * unit];
}

function round(value) {
  const size = 10 ** Math.floor(Math.log10(value));
  return ROUND.find((one) => one * size >= value * 0.999) * size;
}

/** The value at a lane's top: a round one above everything in sight. */
export function ceiling(code, ...lists) {
  let most = LEAST[code];
  for (const list of lists) for (const value of list) if (value > most) most = value;
  return round(most * 1.02);
}

/** How high the conversion's lane is: unsure values (an interval wider than its value) do not blow it up. */
export function sureOnes({ conversion_rate_5m: values, lo, hi, expected }) {
  const sure = expected.filter((value) => value !== null && value !== undefined);
  for (let i = 0; i < values.length; i += 1) {
    if (values[i] === null || values[i] === undefined) continue;
    const wide = lo[i] === null || lo[i] === undefined ? 0 : hi[i] - lo[i];
    if (wide <= values[i]) sure.push(Math.max(values[i] * 1.1, Math.min(hi[i] ?? 0, values[i] * 1.4)));
  }
  return sure;
}

/** Instants of the time axis: whole steps of local time, at least `apart` pixels from each other. */
export function ticks(from, to, px, apart) {
  const least = ((to - from) / 1000) * (apart / px);
  const step = (TICKS_S.find((one) => one >= least) ?? 14_400) * 1000;
  const [h, m, s] = clock.local(from).split(":").map(Number);
  const midnight = from - (from % 1000) - ((h * 60 + m) * 60 + s) * 1000;
  const found = [];
  for (let at = midnight + Math.ceil((from - midnight) / step) * step; at <= to; at += step) found.push(at);
  return { step, at: found };
}

/** How values are written in the page's language. */
export class Words {
  constructor({ lang, sign, digits }) {
    this.sign = sign;
    this.unit = 10 ** digits;
    this.short = new Intl.NumberFormat(lang, { notation: "compact", maximumSignificantDigits: 3 });
    this.whole = new Intl.NumberFormat(lang, { maximumFractionDigits: 0 });
    this.part = new Intl.NumberFormat(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    this.loose = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
  }

  axis(code, value) {
    if (code === "conversion_rate_5m") return value === 0 ? "0" : `${this.loose.format(value * 100)} %`;
    return this.short.format(code === "gmv_minor_1m" ? value / this.unit : value);
  }

  value(code, value) {
    if (value === null || value === undefined) return "—";
    if (code === "conversion_rate_5m") return `${this.part.format(value * 100)} %`;
    return code === "gmv_minor_1m" ? `${this.sign}${this.whole.format(value / this.unit)}` : this.whole.format(value);
  }

  interval(lo, hi) {
    return lo === null || lo === undefined || hi === null ? "" : `${this.part.format(lo * 100)}–${this.part.format(hi * 100)}`;
  }
}

/** A length of time: 0:28, 12:00, 1:02:00. */
export function length(ms) {
  const s = Math.max(0, Math.round(ms / 1000));
  const [h, m, rest] = [Math.floor(s / 3600), Math.floor(s / 60) % 60, String(s % 60).padStart(2, "0")];
  return h ? `${h}:${String(m).padStart(2, "0")}:${rest}` : `${m}:${rest}`;
}
