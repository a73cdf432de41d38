/* The chart pane: what is in sight, what is compared with it, its buttons and keys.
 *
 * Owns: the view (whole show, its last half hour, a chosen span), the tracks behind it, the past show laid over, the marks.
 * Law: a push never moves the view: a chosen span stays until a person lets it go. New seconds come by the pulse alone.
 * Must not know: how figures are reckoned, what the other panes show.
 */

import * as clock from "./clock.js";
import { ask, CODES, COLUMNS, lower, stepFor, Track } from "./chart_series.js";
import { length, Words } from "./chart_lanes.js";
import * as out from "./chart_out.js";
import { Plot } from "./chart_plot.js";

const LAST_MS = 30 * 60_000;
const WHOLE_MIN = [10, 20, 30, 45, 60, 90, 120, 150, 180, 210, 240, 270, 300, 360, 420, 480, 600, 720, 1440];
const FUTURE = 0.86; // at most so much of the whole show's axis is behind now
const LEAST_MS = 20_000; // no span is shorter
const WAIT_MS = 250;
const NARROW = "(max-width:799px)";
const HEARD_MS = 120_000; // how far behind a new mark may be told
const BEFORE_MS = 60_000;
const DAY_MS = 86_400_000;
const PULSED = { online: "online", gmv_minor_1m: "gmv", conversion_rate_5m: "conversion", comments_1m: "comments", lo: "lo", hi: "hi", expected: "expected" };
const $ = (id) => document.getElementById(id);

class Chart {
  constructor(pane) {
    this.pane = pane;
    this.host = $("chart-plot");
    this.words = JSON.parse(pane.dataset.words);
    this.show = null;
    this.title = pane.dataset.title;
    this.wall = document.body.classList.contains("wall");
    this.write = new Words({ lang: document.documentElement.lang, sign: pane.dataset.sign, digits: Number(pane.dataset.digits) });
    this.plot = new Plot(this.host, {
      words: this.words,
      write: this.write,
      chosen: (from, to) => this.choose({ kind: "span", from, to }),
      all: () => this.choose({ kind: "whole" }),
    });
    this.whole = this.track();
    this.fine = this.track();
    this.past = null;
    this.shows = null;
    this.kind = { kind: "whole" };
    this.asked = 0;
    this.code = "online";
    this.span = {};
    this.marks = new Map();
    this.marksTo = null;
    this.marked = this.earlier = undefined;
    this.asking = false;
  }

  track(show = null) {
    const track = new Track(show);
    track.changed = () => this.refresh();
    return track;
  }

  /* ── what the server pushes ── */

  readSpan() {
    const list = $("span").querySelector("[data-started]");
    const number = (value) => (value ? Number(value) : null);
    const { show, started, ended } = list.dataset;
    if (show !== this.show) this.another(show);
    this.span = {
      started: number(started),
      ended: number(ended),
      bands: [...list.children].map(({ dataset, textContent }) => ({
        title: textContent,
        state: dataset.state,
        from: number(dataset.from),
        to: number(dataset.to),
        due: number(dataset.due),
      })),
    };
    if (this.span.started !== null && !this.whole.loaded && !this.whole.loading) this.begin();
    this.hint();
    this.refresh();
  }

  /** Another show is in the room: nothing of the last one stays. */
  another(show) {
    this.show = show;
    this.whole = this.track();
    this.fine = this.track();
    this.past = this.shows = null;
    this.plot.marks = [];
    this.marks.clear();
    this.marksTo = null;
    this.marked = this.earlier = undefined;
    this.kind = { kind: "whole" };
  }

  hint() {
    const text = this.span.started === null ? this.words.not_started : this.whole.loaded ? "" : this.words.loading;
    $("chart-hint").textContent = text;
    $("chart-hint").hidden = !text;
  }

  readPulse() {
    const now = $("pulse").querySelector("[data-t]").dataset;
    if (!now.t) return;
    const number = (value) => (value === "" || value === undefined ? null : Number(value));
    const point = { t: Number(now.t) };
    for (const name of COLUMNS) point[name] = number(now[PULSED[name]]);
    const until = JSON.parse(now.until ?? "{}");
    for (const track of [this.whole, this.fine]) {
      if (!track.loaded && !track.loading) continue;
      track.push(point);
      for (const [code, ms] of Object.entries(until)) track.blank(code, ms);
    }
    if (now.marks !== this.marked) this.readMarks(now.marks, now.earlier);
    this.refresh();
  }

  /** Fetches what happened since the last time, or all of it where earlier minutes may read otherwise; the pulse says when. */
  async readMarks(count, earlier) {
    if (this.span.started === null || this.asking) return;
    this.asking = true;
    const show = this.show;
    const to = Math.ceil(this.now ?? clock.now()) + 1000;
    const anew = this.marksTo === null || earlier !== this.earlier;
    const found = await ask("marks", { from_ms: anew ? this.span.started - BEFORE_MS : this.marksTo, to_ms: to });
    this.asking = false;
    if (!found || show !== this.show) return;
    Object.assign(this, { marked: count, earlier, marksTo: to - HEARD_MS });
    if (anew) this.marks.clear();
    const lang = document.documentElement.lang;
    const plain = (text) => (typeof text === "string" ? text : (text?.[lang] ?? Object.values(text ?? {})[0] ?? ""));
    for (const mark of found.marks) {
      const text = plain(mark.text) || (this.words[mark.kind] ?? mark.kind);
      this.marks.set([mark.at_ms, mark.kind, mark.sku, mark.segment, text].join("|"), { ...mark, text });
    }
    this.plot.marks = [...this.marks.values()];
    this.refresh();
  }

  get now() {
    return this.whole.last ?? null;
  }

  /* ── what is in sight ── */

  get view() {
    const started = this.span.started ?? clock.now();
    const now = Math.max(this.now ?? clock.now(), started);
    const { kind, from, to } = this.kind;
    if (kind === "span") return { from, to };
    if (kind === "last") return { from: Math.max(started, now - LAST_MS), to: Math.max(started, now - LAST_MS) + LAST_MS / FUTURE };
    if (this.span.ended !== null && this.span.ended !== undefined) return { from: started, to: this.span.ended + (this.span.ended - started) * 0.02 };
    const minutes = WHOLE_MIN.find((one) => (now - started) / 60_000 <= one * FUTURE) ?? WHOLE_MIN.at(-1);
    return { from: started, to: started + minutes * 60_000 };
  }

  get px() {
    return Math.max(120, this.host.clientWidth / this.plot.zoom - 84);
  }

  step(view = this.view) {
    return stepFor(view.to - view.from, this.px);
  }

  /** The track that shows the view best of those that are there. */
  best(view) {
    const fine = this.fine;
    return fine.covers(view.from, this.step(view)) || (fine.loaded && fine.step < this.whole.step && fine.from <= view.from) ? fine : this.whole;
  }

  columns() {
    const view = this.view;
    return this.best(view).between(view.from, view.to);
  }

  choose(kind) {
    if (kind.kind === "span") {
      const middle = (kind.from + kind.to) / 2;
      const half = Math.max(LEAST_MS, kind.to - kind.from) / 2;
      kind = { kind: "span", from: Math.round(middle - half), to: Math.round(middle + half) };
    }
    this.kind = kind;
    document.dispatchEvent(new CustomEvent("chart:chosen", { detail: kind.kind === "span" ? { from: kind.from, to: kind.to } : null }));
    for (const [id, name] of [["chart-all", "whole"], ["chart-last", "last"]]) $(id)?.setAttribute("aria-pressed", String(kind.kind === name));
    clearTimeout(this.asked);
    this.asked = setTimeout(() => this.look(), WAIT_MS);
    this.refresh();
  }

  /** Fetches what the view wants finer than it is there. */
  look() {
    const view = this.view;
    const wanted = this.step(view);
    if (this.kind.kind !== "whole" && wanted < this.whole.step && !this.fine.covers(view.from, wanted)) {
      this.fine = this.track();
      // To the newest second, not to the view's end: so the pulse goes on lengthening it.
      this.fine.load(view.from - 60_000, Math.ceil(this.now ?? view.to), wanted);
    }
  }

  async begin() {
    const view = this.view;
    const step = this.step(view);
    const whole = this.whole;
    if (await whole.load(this.span.started, Math.ceil(clock.now()), step)) this.hint();
    else setTimeout(() => whole === this.whole && !whole.loaded && this.begin(), 3000);
  }

  refresh() {
    const view = this.view;
    const { plot } = this;
    if (this.kind.kind === "last") this.fine.trim(view.from - LAST_MS);
    if (this.kind.kind === "whole" && this.whole.loaded) this.whole.thin(this.step(view));
    plot.view = view;
    plot.now = this.span.ended ? null : this.now;
    const best = this.best(view);
    plot.columns = best.between(view.from, view.to);
    plot.step = best.step || 1000;
    plot.bands = this.bands(view);
    plot.past = this.past?.loaded ? this.past : null;
    plot.only(this.narrow.matches && !this.wall ? [this.code] : CODES);
    plot.draw();
    if (!$("chart-table").hidden) this.tell();
  }

  bands() {
    const now = this.now ?? clock.now();
    const all = this.span.bands ?? [];
    const air = all.find((one) => one.state === "on_air");
    const late = air ? Math.max(0, now - air.due) : 0; // what follows is put off by what the segment on air runs over
    return all.map((one) => {
      if (one.state === "on_air") return { ...one, to: one.due + late };
      if (one.state === "next") return { ...one, from: one.from + late, to: one.due + late };
      return { ...one, to: one.to ?? one.due };
    });
  }

  /* ── the past show ── */

  async compare() {
    if (this.span.started === null) return;
    this.shows ??= ((await ask("shows"))?.shows ?? []).filter((one) => one.show !== this.show).map((one) => one.show);
    const show = await this.older();
    const label = $("chart-past");
    this.past = null;
    if (show) {
      this.past = this.track(show.show);
      this.past.shift = this.span.started - show.started_ms;
      this.pastName = `${this.words.past} ${out.iso(show.started_ms).slice(5, 10)}`;
      const to = show.ended_ms ?? show.started_ms + DAY_MS;
      this.past.load(show.started_ms, to, this.step({ from: show.started_ms, to: show.ended_ms ?? show.started_ms + 4 * 3_600_000 }));
    }
    const none = this.shows.length ? "" : this.words.no_past;
    label.textContent = this.past ? `${this.pastName} ${this.words.same_minute}` : none;
    label.parentElement.hidden = !label.textContent;
    label.parentElement.classList.toggle("none", !this.past);
    $("chart-compare").setAttribute("aria-pressed", String(this.past !== null));
    this.refresh();
  }

  /** The next older show that was live: the newest first, after the oldest none. */
  async older() {
    let at = this.past ? this.shows.indexOf(this.past.show) : this.shows.length;
    while (at > 0) {
      at -= 1;
      const told = await ask(`shows/${encodeURIComponent(this.shows[at])}`);
      if (told?.started_ms) return told;
      this.shows.splice(at, 1);
    }
    return null;
  }

  pastAt(at) {
    const { columns, shift, step } = this.past;
    const i = lower(columns.t, at - shift);
    const there = i < columns.t.length && columns.t[i] - (at - shift) <= step;
    return COLUMNS.map((name) => (there ? columns[name][i] : null));
  }

  /* ── the table ── */

  tell() {
    out.table(this, $("chart-table").querySelector("tbody"), this.write, CODES);
  }

  toggleTable() {
    const table = $("chart-table");
    table.hidden = !table.hidden;
    this.host.hidden = !table.hidden;
    $("chart-figures").setAttribute("aria-pressed", String(!table.hidden));
    if (table.hidden) this.refresh();
    else this.tell();
  }

  /* ── keys on the chart itself ── */

  key(event) {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const view = this.view;
    const width = view.to - view.from;
    const by = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[key];
    if (by !== undefined && shiftKey) this.choose({ kind: "span", from: view.from + (by * width) / 4, to: view.to + (by * width) / 4 });
    else if (by !== undefined) this.say(this.plot.move(by * 4));
    else if (key === "+" || key === "=") this.zoom(0.5);
    else if (key === "-") this.zoom(2);
    else if (key === "Escape") this.plot.leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  zoom(times) {
    const view = this.view;
    const middle = this.plot.under()?.at ?? (view.from + view.to) / 2;
    const [before, after] = [(middle - view.from) * times, (view.to - middle) * times];
    this.choose({ kind: "span", from: middle - before, to: middle + after });
  }

  say(found) {
    if (!found) return;
    const told = CODES.map((code) => `${this.words[code]} ${this.write.value(code, found.values?.[code])}`);
    const near = this.plot.placed.filter((mark) => Math.abs(mark.x - found.left) < 9).map((mark) => mark.text);
    $("chart-said").textContent = [clock.local(found.at), ...told, ...near].join(" · ");
  }

  /* ── starting ── */

  listen() {
    const press = (id, act) => $(id)?.addEventListener("click", act);
    press("chart-all", () => this.choose({ kind: "whole" }));
    press("chart-last", () => this.choose({ kind: "last" }));
    press("chart-compare", () => this.compare());
    press("chart-png", () => out.png(this));
    press("chart-csv", () => out.saveCsv(this));
    press("chart-figures", () => this.toggleTable());
    for (const one of this.pane.querySelectorAll("[data-lane]")) one.addEventListener("click", () => this.pick(one.dataset.lane));
    this.host.addEventListener("keydown", (event) => this.key(event));
    this.host.addEventListener("focusout", () => this.plot.leave());
    $("pulse").addEventListener("slot:written", () => this.readPulse());
    $("span").addEventListener("slot:written", () => this.readSpan());
    new ResizeObserver(() => (this.refresh(), this.widened())).observe(this.host);
    new MutationObserver(() => this.plot.theme()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.narrow = matchMedia(NARROW);
    this.narrow.addEventListener("change", () => this.refresh());
  }

  widened() {
    clearTimeout(this.asked);
    this.asked = setTimeout(() => this.look(), WAIT_MS);
  }

  pick(code) {
    this.code = code;
    for (const one of this.pane.querySelectorAll("[data-lane]")) one.setAttribute("aria-pressed", String(one.dataset.lane === code));
    this.refresh();
  }
}

/** Starts the chart of the page, and returns it. */
export function start() {
  const chart = new Chart($("chart"));
  chart.listen();
  chart.readSpan();
  chart.readPulse();
  return chart;
}
