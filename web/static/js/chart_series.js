/* What the chart draws, over time: fetched once, then lengthened by the pulse.
 *
 * Owns: tracks (a stretch of one show at one step), their holes and how these are filled, the steps there are.
 * Law: nothing is asked for again and again: a track is fetched when a span comes into sight, new seconds are pushed, and
 *   only a span that was missed (a lost link) is fetched afterwards. What is unknown is null, and is drawn as a gap.
 *   What turns out to have been told by nobody is forgotten.
 * Must not know: pixels, colours, words.
 */

import * as clock from "./clock.js";

export const CODES = ["online", "gmv_minor_1m", "conversion_rate_5m", "comments_1m"];
export const COLUMNS = [...CODES, "lo", "hi", "expected"]; // the last three of the conversion
const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
const AGAIN_MS = 5000; // a failed fetch, or the next hole of one that is missed all the time, waits so long
const POINT_PX = 1.6; // a step is not narrower on the screen

/** The step (ms) at which `spanMs` fits into `px` pixels. */
export function stepFor(spanMs, px) {
  const wanted = (spanMs / 1000 / Math.max(50, px)) * POINT_PX;
  return (STEPS_S.find((step) => step >= wanted) ?? STEPS_S.at(-1)) * 1000;
}

async function get(path, query) {
  const address = new URL(`${location.pathname.replace(/\/$/, "")}/${path}`, location.href);
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== undefined) address.searchParams.set(name, value);
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** Reads one of the page's own doors; null when it cannot be had now. */
export async function ask(path, query = {}) {
  try {
    return await get(path, query);
  } catch {
    return null; // the link's own signs say what is wrong; whoever asks keeps what it has
  }
}

function empty() {
  return { t: [], ...Object.fromEntries(COLUMNS.map((name) => [name, []])) };
}

/** Puts answers of one span side by side by their instants. */
function join(answers) {
  const joined = empty();
  const places = new Map();
  for (const { t } of answers) for (const at of t) places.set(at, 0);
  joined.t = [...places.keys()].sort((a, b) => a - b);
  joined.t.forEach((at, i) => places.set(at, i));
  for (const name of COLUMNS) joined[name] = new Array(joined.t.length).fill(null);
  answers.forEach(({ t, v, ...more }, which) => {
    const beside = COLUMNS.filter((name) => name in more);
    for (let i = 0; i < t.length; i += 1) {
      const place = places.get(t[i]);
      joined[CODES[which]][place] = v[i];
      for (const name of beside) joined[name][place] = more[name][i];
    }
  });
  return joined;
}

/** One show's figures from `from` on at `step`. `show`: a past one; null: the current one. */
export class Track {
  constructor(show = null) {
    this.show = show;
    this.step = 0;
    this.from = 0;
    this.columns = empty();
    this.loaded = false;
    this.loading = null;
    this.waiting = []; // pulses that came while a fetch was under way
    this.loose = false; // the last point is newer than a step: the next one takes its place
    this.filledAt = -AGAIN_MS;
    this.fill = 0;
    this.changed = () => {};
  }

  get last() {
    return this.columns.t.at(-1) ?? null;
  }

  covers(from, step) {
    return this.loaded && this.step <= step && this.from <= from;
  }

  async fetch(from, to, step) {
    const query = { from_ms: Math.floor(from / step) * step, to_ms: to, step_ms: step, show: this.show };
    const answers = await Promise.all(
      CODES.map((kpi) => get("series", { ...query, kpi, with: kpi === "conversion_rate_5m" ? "interval" : null })),
    );
    return join(answers);
  }

  /** Fetches the span anew; pulses that come meanwhile are added after it. True when it is there. */
  async load(from, to, step) {
    const mine = (this.loading = {});
    this.waiting = [];
    try {
      const columns = await this.fetch(from, to, step);
      if (this.loading !== mine) return false;
      Object.assign(this, { columns, step, from, loaded: true, loose: false });
    } catch {
      if (this.loading === mine) this.loading = null;
      return false;
    }
    this.loading = null;
    for (const point of this.waiting.splice(0)) this.push(point);
    this.changed();
    return true;
  }

  /** Takes the newest second. */
  push(point) {
    if (this.loading) return void this.waiting.push(point);
    const { t } = this.columns;
    if (t.length && point.t <= this.last) return;
    if (this.loose) for (const name of ["t", ...COLUMNS]) this.columns[name].pop();
    const before = this.last;
    this.step ||= 1000;
    this.from ||= point.t;
    if (before !== null && point.t - before > Math.max(this.step * 1.5 + 1000, clock.pace() * 1500)) this.miss(before, point.t);
    t.push(point.t);
    for (const name of COLUMNS) this.columns[name].push(point[name] ?? null);
    this.loose = before !== null && point.t - before < this.step;
  }

  /** Forgets what stood still after `until`: it is known by now that nobody told it. */
  blank(code, until) {
    const { t } = this.columns;
    for (const name of code === "conversion_rate_5m" ? [code, ...COLUMNS.slice(CODES.length)] : [code]) {
      for (let i = t.length - 1; i >= 0 && t[i] > until; i -= 1) this.columns[name][i] = null;
    }
  }

  /** Notes a hole: it is a gap until it is fetched. */
  miss(after, before) {
    this.columns.t.push(after + this.step);
    for (const name of COLUMNS) this.columns[name].push(null);
    this.hole = { from: Math.min(after, this.hole?.from ?? after), to: before };
    if (!this.fill) this.fill = setTimeout(() => this.mend(), Math.max(200, AGAIN_MS - (performance.now() - this.filledAt)));
  }

  async mend() {
    this.filledAt = performance.now();
    const hole = this.hole;
    this.hole = undefined;
    const { columns } = this;
    try {
      const found = await this.fetch(hole.from + 1, hole.to, this.step);
      if (columns === this.columns) this.splice(found, hole);
    } catch {
      this.hole = { from: Math.min(hole.from, this.hole?.from ?? hole.from), to: Math.max(hole.to, this.hole?.to ?? 0) };
    }
    this.fill = this.hole ? setTimeout(() => this.mend(), AGAIN_MS) : 0;
    this.changed();
  }

  splice(found, { from, to }) {
    const { t } = this.columns;
    const first = t.findIndex((at) => at > from);
    const after = t.findIndex((at) => at >= to);
    if (first < 0) return;
    const inside = found.t.map((at, i) => [at, i]).filter(([at]) => at > from && at < to);
    const count = (after < 0 ? t.length : after) - first;
    for (const name of COLUMNS) this.columns[name].splice(first, count, ...inside.map(([, i]) => found[name][i]));
    t.splice(first, count, ...inside.map(([at]) => at));
  }

  /** The columns between two instants, with one point beyond on each side. */
  between(from, to) {
    const { t } = this.columns;
    let [a, b] = [lower(t, from), lower(t, to)];
    a = Math.max(0, a - 1);
    b = Math.min(t.length, b + 1);
    return Object.fromEntries(["t", ...COLUMNS].map((name) => [name, this.columns[name].slice(a, b)]));
  }

  /** Keeps a point a step only, a gap's too: a page that stays open for hours draws no more than it shows. */
  thin(step) {
    if (step < this.step * 2 || this.loading || this.hole) return;
    const { t, online } = this.columns;
    const kept = [];
    for (let i = 0; i < t.length; i += 1) {
      const before = kept.at(-1);
      const same = before !== undefined && Math.floor(t[i] / step) === Math.floor(t[before] / step);
      if (!same || i === t.length - 1 || (online[i] === null) !== (online[before] === null)) kept.push(i);
    }
    for (const name of ["t", ...COLUMNS]) this.columns[name] = kept.map((i) => this.columns[name][i]);
    this.step = step;
    this.loose = true;
  }

  /** Forgets what is older than `from`, now and then. */
  trim(from) {
    const spare = lower(this.columns.t, from) - 1;
    if (spare < 300) return;
    for (const name of ["t", ...COLUMNS]) this.columns[name].splice(0, spare);
    this.from = this.columns.t[0];
  }
}

/** First place in `sorted` whose value is not below `value`. */
export function lower(sorted, value) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
