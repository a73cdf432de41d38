/* The chart as it is drawn: lanes over one time axis, on uPlot's canvas.
 *
 * Owns: the uPlot instance, its lines and bands, everything drawn behind and over them, the cursor and its readout.
 * Law: colours come from the page's custom properties; one redraw an animation frame, whatever came meanwhile; the past
 *   show is drawn from the same zero and on past now. A gap is left open.
 * Must not know: where values come from, keys.
 */

import * as clock from "./clock.js";
import { lower } from "./chart_series.js";
import * as gaps from "./chart_gaps.js";
import * as lanes from "./chart_lanes.js";
import * as marks from "./chart_marks.js";

const LEFT_PX = 60;
const RIGHT_PX = 24;
const CLEAR_PX = 14; // two words at the now line are so far from each other
const BAR_PX = 9; // comments' bars are at least so far from each other
const BARS_S = [15, 30, 60, 120, 300, 600, 900, 1800];
const COLOURS = [
  "ground", "panel", "line", "line-strong", "text", "quiet", "air", "air-ink", "look", "look-ink", "next", "next-ink", "info", "past", "band-a", "band-b",
];
const BESIDE = ["lo", "hi", "expected"]; // in the conversion's lane
const ORDER = ["online", "gmv_minor_1m", "conversion_rate_5m", ...BESIDE, "comments_1m"];

function colours() {
  const style = getComputedStyle(document.body);
  return { ...Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])), font: style.getPropertyValue("--sans") };
}

export class Plot {
  /** `host`: the element to fill; `words`: texts; `write`: how values are written; `chosen(from, to)`, `all()`: zooming. */
  constructor(host, { words, write, chosen, all }) {
    Object.assign(this, { host, words, write, chosen, all });
    this.codes = ORDER.filter((name) => !BESIDE.includes(name));
    this.view = { from: 0, to: 1 };
    this.now = null;
    this.step = 1000;
    this.columns = null;
    this.past = null;
    this.bands = [];
    this.marks = [];
    this.placed = [];
    this.max = {};
    this.lanes = [];
    this.frame = 0;
    this.paint = colours();
    this.zoom = Number(getComputedStyle(document.body).getPropertyValue("--zoom")) || 1; // on a wall everything is larger
    this.labels = new Map();
    this.u = null;
  }

  /* ── asking for a redraw ── */

  draw() {
    if (!this.frame) this.frame = requestAnimationFrame(() => ((this.frame = 0), this.redraw()));
  }

  theme() {
    this.paint = colours();
    this.rebuild();
  }

  /** Shows these figures only: all of them, or one on a phone. */
  only(codes) {
    if (codes.join() === this.codes.join()) return;
    this.codes = codes;
    this.rebuild();
  }

  rebuild() {
    this.u?.destroy();
    this.u = null;
    this.draw();
  }

  redraw() {
    const [width, height] = [this.host.clientWidth, this.host.clientHeight];
    const zoom = Number(getComputedStyle(document.body).getPropertyValue("--zoom")) || 1;
    if (zoom !== this.zoom) (this.zoom = zoom), this.u?.destroy(), (this.u = null);
    if (width < 80 || height < 80 || !this.columns) return;
    if (!this.u) this.build(width, height);
    const u = this.u;
    u.batch(() => {
      if (u.width !== width || u.height !== height) u.setSize({ width, height });
      this.arrange(height);
      u.setData(this.data(), false);
      u.setScale("x", { min: this.view.from, max: this.view.to });
    });
    this.read();
  }

  /** Lanes' places and heights for what is in sight. */
  arrange(height) {
    this.height = height / this.zoom - lanes.TITLES_PX - lanes.TIME_PX;
    this.lanes = lanes.layout(this.codes, this.height);
    const past = this.past?.columns;
    for (const { code } of this.lanes) {
      const inSight = code === "conversion_rate_5m" ? lanes.sureOnes(this.columns) : this.columns[code];
      const before = past ? (code === "conversion_rate_5m" ? lanes.sureOnes(past) : past[code]) : [];
      this.max[code] = lanes.ceiling(code, inSight, before);
    }
    for (const code of this.codes) {
      const lane = this.lane(code);
      [lane.min, lane.max] = lanes.limits(lane, this.height, this.max[code]);
    }
  }

  lane(code) {
    return this.lanes.find((one) => one.code === code);
  }

  /** Columns in uPlot's order, held within their lanes. */
  data() {
    const top = this.max.conversion_rate_5m;
    const held = (list) => list.map((value) => (value === null || value === undefined || value <= top ? value : top));
    return [this.columns.t, ...ORDER.map((name) => (name === "conversion_rate_5m" || BESIDE.includes(name) ? held(this.columns[name]) : this.columns[name]))];
  }

  /* ── building ── */

  build(width, height) {
    const { paint, zoom } = this;
    const shown = (name) => this.codes.includes(BESIDE.includes(name) ? "conversion_rate_5m" : name);
    const line = (name, more) => ({ scale: name, show: shown(name), spanGaps: false, points: { show: false }, ...more });
    const zero = () => 0;
    const area = (colour) => `color-mix(in srgb, ${colour} 9%, transparent)`;
    const scale = (code) => ({ range: () => (this.lane(code) ? [this.lane(code).min, this.lane(code).max] : [0, 1]) });
    const options = {
      width,
      height,
      padding: [lanes.TITLES_PX, RIGHT_PX, lanes.TIME_PX, LEFT_PX].map((px) => px * zoom),
      legend: { show: false },
      scales: { x: { time: false, auto: false, range: (u, min, max) => [min, max] }, ...Object.fromEntries(ORDER.map((code) => [code, scale(code)])) },
      axes: [{ show: false }, { show: false }],
      series: [
        {},
        line("online", { stroke: paint.text, width: 1.5 * zoom, fill: area(paint.text), fillTo: zero }),
        line("gmv_minor_1m", { stroke: paint.text, width: 1.5 * zoom, fill: area(paint.text), fillTo: zero }),
        line("conversion_rate_5m", { stroke: paint.info, width: 2 * zoom }),
        line("lo", { scale: "conversion_rate_5m", stroke: "transparent", width: 0 }),
        line("hi", { scale: "conversion_rate_5m", stroke: "transparent", width: 0 }),
        line("expected", { scale: "conversion_rate_5m", stroke: paint.next, width: 1.5 * zoom, dash: [6 * zoom, 4 * zoom] }),
        line("comments_1m", { paths: () => null }),
      ],
      bands: [{ series: [5, 4], fill: `color-mix(in srgb, ${paint.info} 26%, transparent)` }],
      cursor: {
        x: true,
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: 6 },
        bind: { dblclick: () => () => this.all() },
      },
      hooks: {
        drawClear: [(u) => this.behind(u)],
        draw: [(u) => this.over(u)],
        setCursor: [() => this.read()],
        setSelect: [(u) => this.select(u)],
      },
    };
    this.host.textContent = "";
    this.labels.clear();
    this.arrange(height);
    this.u = new uPlot(options, this.data(), this.host);
  }

  select(u) {
    const { left, width } = u.select;
    if (width < 6) return;
    const [from, to] = [u.posToVal(left, "x"), u.posToVal(left + width, "x")];
    u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    this.chosen(from, to);
  }

  /* ── drawing: CSS pixels (on a wall: of the picture before it is made larger), the plot's left top is 0, 0 ── */

  pen(u, then) {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.translate(bbox.left, bbox.top);
    const scale = uPlot.pxRatio * this.zoom;
    ctx.scale(scale, scale);
    ctx.lineJoin = "round";
    ctx.setLineDash([]); // uPlot leaves its last line's
    then(ctx, { width: bbox.width / scale, height: bbox.height / scale, x: (at) => this.x(at) });
    ctx.restore();
  }

  x(at) {
    return ((at - this.view.from) / (this.view.to - this.view.from)) * (this.u ? this.u.bbox.width / (uPlot.pxRatio * this.zoom) : 1);
  }

  y(lane, value) {
    return lane.bottom - (value / this.max[lane.code]) * (lane.bottom - lane.top);
  }

  behind(u) {
    const { paint, view } = this;
    this.pen(u, (ctx, plot) => {
      ctx.fillStyle = paint.panel;
      ctx.fillRect(-LEFT_PX, -lanes.TITLES_PX, plot.width + LEFT_PX + RIGHT_PX, plot.height + lanes.TITLES_PX + lanes.TIME_PX);
      ctx.fillStyle = paint["band-a"];
      ctx.fillRect(0, 0, plot.width, plot.height);
      marks.segments(ctx, this, plot);
      ctx.font = `12px ${paint.font}`;
      for (const lane of this.lanes) this.axis(ctx, lane, plot);
      this.times(ctx, plot);
      this.bars(ctx, plot, view);
    });
  }

  axis(ctx, lane, plot) {
    const { paint } = this;
    const top = this.max[lane.code];
    const values = lane.bottom - lane.top > 34 ? [0, top / 2, top] : [0, top];
    ctx.textAlign = "right";
    ctx.textBaseline = "middle";
    for (const value of values) {
      const y = Math.round(this.y(lane, value)) + 0.5;
      ctx.strokeStyle = paint.line;
      ctx.lineWidth = 1;
      ctx.beginPath();
      ctx.moveTo(0, y);
      ctx.lineTo(plot.width, y);
      ctx.stroke();
      ctx.fillStyle = paint.quiet;
      ctx.fillText(this.write.axis(lane.code, value), -6, y);
    }
    ctx.textAlign = "left";
    ctx.font = `700 12px ${paint.font}`;
    ctx.fillStyle = paint.text;
    ctx.fillText(this.words[lane.code], 0, lane.name);
    ctx.font = `12px ${paint.font}`;
  }

  times(ctx, plot) {
    const { step, at } = lanes.ticks(this.view.from, this.view.to, plot.width, 72);
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    ctx.fillStyle = this.paint.quiet;
    for (const one of at) {
      const x = this.x(one);
      if (x > -8 && x < plot.width + 4) ctx.fillText(step < 60_000 ? clock.local(one) : clock.local(one).slice(0, 5), x, plot.height + 5);
    }
  }

  /** Comments as bars: the mean of each stretch of time, whole stretches of the clock, so that zooming moves none. */
  bars(ctx, plot, { from, to }) {
    const lane = this.lane("comments_1m");
    if (!lane) return;
    const wide = (BARS_S.find((s) => this.x(from + s * 1000) >= BAR_PX) ?? 3600) * 1000;
    const { t, comments_1m: values } = this.columns;
    ctx.fillStyle = `color-mix(in srgb, ${this.paint.quiet} 72%, transparent)`;
    for (let i = 0; i < t.length; ) {
      const start = Math.floor(t[i] / wide) * wide;
      let [sum, n] = [0, 0];
      for (; i < t.length && t[i] < start + wide; i += 1) if (values[i] !== null && values[i] !== undefined) (sum += values[i]), (n += 1);
      const [left, right] = [Math.max(0, this.x(start)), Math.min(plot.width, this.x(start + wide), this.now === null ? Infinity : this.x(this.now))];
      if (!n || right - left < 1.5) continue;
      const top = this.y(lane, Math.min(sum / n, this.max.comments_1m));
      ctx.fillRect(Math.round(left) + 1, Math.round(top), Math.max(1, Math.round(right) - Math.round(left) - 2), Math.max(0, lane.bottom - Math.round(top)));
    }
  }

  over(u) {
    this.pen(u, (ctx, plot) => {
      ctx.font = `12px ${this.paint.font}`;
      if (this.past) for (const lane of this.lanes) this.dashed(ctx, lane, plot);
      gaps.draw(ctx, this, plot);
      this.placed = marks.draw(ctx, this, plot);
      this.nowLine(ctx, plot);
    });
  }

  dashed(ctx, lane, plot) {
    const { t } = this.past.columns;
    const values = this.past.columns[lane.code];
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, lane.top - 1, plot.width, lane.bottom - lane.top + 2);
    ctx.clip();
    ctx.strokeStyle = this.paint.past;
    ctx.lineWidth = 1;
    ctx.setLineDash([3, 3]);
    ctx.beginPath();
    let pen = false;
    for (let i = 0; i < t.length; i += 1) {
      if (values[i] === null || values[i] === undefined) {
        pen = false;
        continue;
      }
      const [x, y] = [this.x(t[i] + this.past.shift), this.y(lane, Math.min(values[i], this.max[lane.code]))];
      if (pen) ctx.lineTo(x, y);
      else ctx.moveTo(x, y);
      pen = true;
    }
    ctx.stroke();
    ctx.restore();
  }

  halo(ctx, text, x, y, colour) {
    ctx.strokeStyle = this.paint.panel;
    ctx.lineWidth = 4;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y);
  }

  nowLine(ctx, plot) {
    if (this.now === null || this.now < this.view.from || this.now > this.view.to) return;
    const x = Math.round(this.x(this.now)) + 0.5;
    ctx.strokeStyle = this.paint.text;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(x, 0);
    ctx.lineTo(x, plot.height);
    ctx.stroke();
    const i = this.columns.t.length - 1;
    ctx.textBaseline = "middle";
    for (const lane of this.lanes) {
      const value = this.columns[lane.code][i];
      if (value === null || value === undefined) continue;
      ctx.font = `700 12px ${this.paint.font}`;
      const text = this.write.value(lane.code, value);
      const more = lane.code === "conversion_rate_5m" ? this.write.interval(this.columns.lo[i], this.columns.hi[i]) : "";
      const width = ctx.measureText(text).width;
      const side = x + width + (more ? 56 : 0) + 12 > plot.width + RIGHT_PX;
      const y = Math.min(lane.bottom - 7, Math.max(lane.top + 2, this.y(lane, Math.min(value, this.max[lane.code]))));
      ctx.textAlign = side ? "right" : "left";
      this.halo(ctx, text, side ? x - 6 : x + 6, side ? y - 10 : y, this.paint.text);
      ctx.font = `12px ${this.paint.font}`;
      if (more && !side) this.halo(ctx, more, x + 6 + width + 6, y, this.paint.quiet);
      if (lane.code === "conversion_rate_5m" && !side) this.should(ctx, lane, this.columns.expected[i], x + 6, y);
    }
  }

  /** Names the line of what should be, clear of the value that stands at `beside`. */
  should(ctx, lane, value, x, beside) {
    if (value === null || value === undefined) return;
    const at = this.y(lane, Math.min(value, this.max[lane.code]));
    const y = Math.abs(at - beside) >= CLEAR_PX ? at : beside + (at <= beside ? -CLEAR_PX : CLEAR_PX);
    this.halo(ctx, `${this.words.expected} ${this.write.value(lane.code, value)}`, x, y, this.paint["next-ink"]);
  }

  /* ── cursor ── */

  label(name) {
    let label = this.labels.get(name);
    if (!label) {
      label = document.createElement("div");
      label.className = `at at-${name === "time" ? "time" : "value"}`;
      this.u.over.append(label);
      this.labels.set(name, label);
    }
    return label;
  }

  /** What stands under the cursor: null without one. */
  under() {
    const left = this.u?.cursor.left ?? -1;
    const { t } = this.columns ?? { t: [] };
    if (left < 0 || !t.length) return null;
    const at = this.u.posToVal(left, "x");
    let i = lower(t, at);
    if (i > 0 && (i === t.length || at - t[i - 1] < t[i] - at)) i -= 1;
    if (at > t[i] + Math.max(this.step * 2, 2000)) return { at, left, values: null };
    return { at: t[i], left, values: Object.fromEntries(ORDER.map((name) => [name, this.columns[name][i]])) };
  }

  read() {
    if (!this.u) return;
    const found = this.under();
    const right = found && found.left > this.u.over.clientWidth - 160;
    for (const lane of this.lanes) {
      const label = this.label(lane.code);
      label.hidden = !found;
      if (!found) continue;
      const value = found.values?.[lane.code] ?? null;
      const told = [this.write.value(lane.code, value)];
      if (lane.code === "conversion_rate_5m" && value !== null) told.push(this.write.interval(found.values.lo, found.values.hi));
      const should = lane.code === "conversion_rate_5m" ? (found.values?.expected ?? null) : null;
      if (should !== null) told.push(`${this.words.expected} ${this.write.value(lane.code, should)}`);
      const before = this.before(lane.code, found.at);
      if (before !== null) told.push(`(${this.write.value(lane.code, before)})`);
      this.put(label, told.join(" "), found.left, lane.top + 2, right);
    }
    const time = this.label("time");
    time.hidden = !found;
    if (!found) return;
    const near = this.placed.filter((mark) => Math.abs(mark.x - found.left) < 9).map((mark) => mark.text);
    this.put(time, [clock.local(found.at), ...near].join(" · "), found.left, this.height + 1, right);
  }

  before(code, at) {
    if (!this.past) return null;
    const { t } = this.past.columns;
    const i = lower(t, at - this.past.shift);
    return i < t.length && t[i] - (at - this.past.shift) <= this.past.step * 2 ? (this.past.columns[code][i] ?? null) : null;
  }

  put(label, text, x, y, right) {
    if (label.textContent !== text) label.textContent = text;
    label.style.transform = right ? `translate(calc(${Math.round(x) - 8}px - 100%), ${y}px)` : `translate(${Math.round(x) + 8}px, ${y}px)`;
  }

  /** Moves the cursor by keys; what it stands on is returned. */
  move(by) {
    if (!this.u) return null;
    const width = this.u.over.clientWidth;
    const nowAt = this.now === null ? width : Math.min(width, this.x(this.now));
    const from = this.u.cursor.left >= 0 ? this.u.cursor.left : nowAt;
    this.u.setCursor({ left: Math.min(width, Math.max(0, by === -Infinity ? 0 : by === Infinity ? nowAt : from + by)), top: 10 });
    return this.under();
  }

  leave() {
    this.u?.setCursor({ left: -10, top: -10 });
  }
}
