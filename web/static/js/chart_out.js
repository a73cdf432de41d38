/* The chart taken away: as a picture, as figures, as a table that can be read out.
 *
 * Owns: the PNG, the CSV and the table of the span in sight.
 * Law: a file says which show and which span it is of; figures go out raw (minor units, ratios), instants in ISO 8601 with
 *   the room's own offset; what is unknown is empty.
 * Must not know: how the chart is drawn, keys.
 */

import * as clock from "./clock.js";
import { CODES, COLUMNS } from "./chart_series.js";

const HEAD_PX = 28;
const ROWS = 60; // a table that is read out has at most so many rows

/** An instant in ISO 8601, in the room's own time. */
export function iso(ms) {
  const date = new Intl.DateTimeFormat("en-CA", { timeZone: document.body.dataset.zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(ms);
  const local = `${date}T${clock.local(ms)}`;
  const minutes = Math.round((Date.parse(`${local}Z`) - (ms - (ms % 1000))) / 60_000);
  const size = Math.abs(minutes);
  const two = (n) => String(n).padStart(2, "0");
  return `${local}${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function named(chart, ending) {
  const stamp = (ms) => iso(ms).slice(0, 19).replaceAll(":", "");
  return `${chart.show}-${stamp(chart.view.from)}-${stamp(Math.min(chart.view.to, chart.now ?? chart.view.to)).slice(11)}.${ending}`;
}

/** Saves what is in sight as a picture, with a line that says what it is. */
export function png(chart) {
  const { plot } = chart;
  const source = plot.u?.ctx.canvas;
  if (!source) return;
  const scale = uPlot.pxRatio;
  const canvas = document.createElement("canvas");
  canvas.width = source.width;
  canvas.height = source.height + HEAD_PX * scale;
  const ctx = canvas.getContext("2d");
  ctx.fillStyle = plot.paint.panel;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.drawImage(source, 0, HEAD_PX * scale);
  ctx.scale(scale, scale);
  ctx.fillStyle = plot.paint.text;
  ctx.font = `700 12px ${plot.paint.font}`;
  ctx.textBaseline = "middle";
  ctx.fillText(chart.title, 12, HEAD_PX / 2);
  const end = 12 + ctx.measureText(chart.title).width + 12;
  ctx.font = `12px ${plot.paint.font}`;
  ctx.fillStyle = plot.paint.quiet;
  const past = chart.past ? ` · - - - ${chart.pastName}` : "";
  ctx.fillText(`${iso(chart.view.from).slice(0, 19).replace("T", " ")} – ${clock.local(chart.view.to)}${past}`, end, HEAD_PX / 2);
  canvas.toBlob((blob) => blob && save(blob, named(chart, "png")), "image/png");
}

/** Rows of the span in sight: instant and figures, those of the past show at the same minute after them. */
function rows(chart) {
  const { columns, view } = { columns: chart.columns(), view: chart.view };
  const found = [];
  columns.t.forEach((at, i) => {
    if (at < view.from || at > view.to) return;
    const past = chart.past ? chart.pastAt(at) : null;
    found.push([at, ...COLUMNS.map((name) => columns[name][i] ?? null), ...(past ?? [])]);
  });
  return found;
}

function csv(chart) {
  const past = chart.past ? COLUMNS.map((name) => `${name}@${chart.past.show}`) : [];
  const names = COLUMNS.map((name) => (CODES.includes(name) ? name : `conversion_rate_5m_${name}`));
  const lines = [["time", ...names, ...past].join()];
  for (const [at, ...values] of rows(chart)) lines.push([iso(at), ...values.map((value) => value ?? "")].join());
  return `${lines.join("\r\n")}\r\n`;
}

/** Saves the span in sight as CSV. */
export function saveCsv(chart) {
  save(new Blob([csv(chart)], { type: "text/csv;charset=utf-8" }), named(chart, "csv"));
}

/** Fills a table body with the span in sight, at most ROWS rows of it, evenly. */
export function table(chart, body, write, codes) {
  const all = rows(chart);
  const each = Math.max(1, Math.ceil(all.length / ROWS));
  const lines = all.filter((_, i) => (all.length - 1 - i) % each === 0).map(([at, ...values]) => {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = clock.local(at);
    row.append(head);
    for (const code of codes) {
      const cell = document.createElement("td");
      const value = values[COLUMNS.indexOf(code)];
      const more = code === "conversion_rate_5m" ? write.interval(values[COLUMNS.indexOf("lo")], values[COLUMNS.indexOf("hi")]) : "";
      cell.textContent = `${write.value(code, value)}${more ? ` (${more})` : ""}`;
      row.append(cell);
    }
    return row;
  });
  body.replaceChildren(...lines.reverse());
}
