/* Sorting a table by a column, kept over every push and reload.
 *
 * Owns: the heads of table[data-sort], the order of their pushed rows, the choice in this browser.
 * Law: the server's order stands until a person chooses; a push never undoes the choice. Unknown is last, either way. Equal
 *   rows keep the server's order.
 * Must not know: what the columns mean: it reads what they say (or their data-out).
 */

const SCALES = { 万: 1e4, 亿: 1e8, K: 1e3, M: 1e6, B: 1e9 };
const key = (table) => `controlroom.sort.${table.dataset.sort}`;

/** Returns what a cell's text is worth: a number where it begins with one, null where it is unknown, else the text. */
export function worth(text) {
  const bare = text.replace(/[\s,¥$€£]/g, "").replace("−", "-");
  if (bare === "" || bare === "—") return null;
  const found = /^(?:>)?(-?\d+(?:\.\d+)?)([万亿KMB])?/.exec(bare);
  return found ? Number(found[1]) * (SCALES[found[2]] ?? 1) : text.trim();
}

function valueOf(row, column) {
  const cell = [...row.cells].find((one, i) => i + [...row.cells].slice(0, i).reduce((n, c) => n + c.colSpan - 1, 0) === column);
  if (!cell) return null;
  const out = cell.previousElementSibling?.dataset.out;
  if (out) return Number(out.split(" ")[0]);
  const button = cell.cloneNode(true);
  for (const small of button.querySelectorAll("small")) small.remove();
  return worth(button.textContent);
}

/** Compares two values; nulls last whichever way. */
export function compare(a, b, down) {
  if (a === null || b === null) return (a === null) - (b === null);
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), document.documentElement.lang);
  return down ? -order : order;
}

function sort(table) {
  const { column, down } = JSON.parse(localStorage.getItem(key(table)) ?? "null") ?? {};
  const heads = [...table.tHead.rows[0].cells];
  if (column === undefined || !heads[column]?.querySelector("button")) return;
  heads.forEach((head, i) => (i === column ? head.setAttribute("aria-sort", down ? "descending" : "ascending") : head.removeAttribute("aria-sort")));
  const body = table.tBodies[0];
  const before = [...body.rows];
  const rows = before.map((row) => [valueOf(row, column), row]);
  rows.sort(([a], [b]) => compare(a, b, down));
  rows.forEach(([, row], i) => row !== body.rows[i] && body.insertBefore(row, body.rows[i]));
}

function choose(event) {
  const head = event.target.closest("table[data-sort] thead button")?.parentElement;
  if (!head) return;
  const table = head.closest("table");
  const now = head.getAttribute("aria-sort");
  const down = now === null ? head.cellIndex > 0 : now !== "descending";
  localStorage.setItem(key(table), JSON.stringify({ column: head.cellIndex, down }));
  sort(table);
}

/** Sorts as chosen before, and listens; called once by the page's own module. */
export function start() {
  document.querySelectorAll("table[data-sort]").forEach(sort);
  document.addEventListener("click", choose);
  document.addEventListener("slot:written", (event) => {
    const table = event.target.closest("table[data-sort]");
    if (table) sort(table);
  });
}
