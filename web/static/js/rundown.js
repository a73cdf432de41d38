/* The rundown's pane: rows that are dragged or stepped, the form of a segment, cuts.
 *
 * Owns: dragging, stepping by Alt+↑ ↓, what of a segment's form goes out, closing the panel when done.
 * Law: a push never moves a row under a finger: while one is dragged the list stands still. The list shows what the room
 *   has accepted and nothing else: a dropped row goes back until the room has moved it. Of a form only what was changed
 *   is sent, so that two people can edit one segment.
 * Must not know: how commands go out, when later times are.
 */

import * as clock from "./clock.js";
import * as commands from "./commands.js";
import * as live from "./live.js";
import * as popover from "./popover.js";
import { length, nearest } from "./typed.js";

const slot = document.getElementById("rundown");
const form = document.getElementById("form-order");
const panel = document.getElementById("pop");
let sorted = null;
let stepped = null;

const rows = () => [...slot.querySelectorAll("[data-segment]")];

/* ── order ── */

function move(segment, after) {
  form.elements.segment.value = segment;
  form.elements.after.value = after;
  form.requestSubmit();
}

/** The row that lies before `row` now, as the command wants it: empty when it is the first. */
const before = (row) => row.previousElementSibling?.dataset.segment ?? "";

function dropped({ item, from, oldIndex, newIndex }) {
  const [segment, after] = [item.dataset.segment, before(item)];
  from.insertBefore(item, from.children[oldIndex + (newIndex < oldIndex ? 1 : 0)] ?? null);
  setTimeout(live.thaw, 0, slot); // when Sortable is done with the list
  if (newIndex !== oldIndex) move(segment, after);
}

function sort() {
  const list = slot.querySelector("[data-sorts]");
  if (sorted?.el === list) return;
  sorted?.destroy();
  sorted = list && window.Sortable.create(list, {
    draggable: "[data-ahead]", filter: ".jump", preventOnFilter: false, forceFallback: true,
    fallbackTolerance: 4, delay: 200, delayOnTouchOnly: true, animation: 0, ghostClass: "lifted",
    onStart: () => live.freeze(slot),
    onEnd: dropped,
  });
}

function step(name) {
  const row = document.activeElement?.closest?.("#rundown [data-ahead]");
  if (!row || (name !== "Alt+ArrowUp" && name !== "Alt+ArrowDown")) return false;
  const list = rows();
  const place = list.indexOf(row);
  stepped = row.dataset.segment;
  if (name === "Alt+ArrowDown" && place + 1 < list.length) move(stepped, list[place + 1].dataset.segment);
  if (name === "Alt+ArrowUp" && list[place - 1]?.hasAttribute("data-ahead")) move(stepped, list[place - 2]?.dataset.segment ?? "");
  return true;
}

function written() {
  sort();
  if (stepped === null || !slot.contains(document.activeElement)) return;
  slot.querySelector(`[data-segment="${CSS.escape(stepped)}"] .name`)?.focus({ preventScroll: false });
  stepped = null;
}

/* ── the form ── */

/** When a segment is expected where the form puts it, now at the earliest: the fixed start that is typed is the one nearest to that. */
function expected({ form, dataset }) {
  return Math.max(clock.now(), Number(form.elements.after?.selectedOptions[0].dataset.near ?? dataset.near));
}

const same = (field) => (field.tagName === "SELECT" ? [...field.options].every((one) => one.selected === one.defaultSelected) : field.value === field.defaultValue);

function prepare(event) {
  const { sourceElement, request } = event.detail.ctx;
  if (!sourceElement.matches?.(".segform")) return;
  const values = request.body;
  const fields = [...sourceElement.querySelectorAll(".field")];
  for (const field of fields) {
    if (sourceElement.dataset.changed === "only" && same(field)) values.delete(field.name);
    else if (field.matches("[data-length]")) values.set(field.name, length(field.value));
    else if (field.matches("[data-instant]") && field.value) values.set(field.name, nearest(field.value, expected(field)));
  }
  if (sourceElement.dataset.changed === "only" && !fields.some((field) => values.has(field.name))) {
    event.preventDefault();
    popover.close();
  }
}

function answered(event) {
  const { response, sourceElement } = event.detail.ctx;
  if (response.status < 300 && panel.contains(sourceElement)) popover.close();
}

/** Listens; called once by the page's own module, before commands are. */
export function start() {
  document.addEventListener("htmx:config:request", prepare);
  document.addEventListener("htmx:after:request", answered);
  slot.addEventListener("slot:written", written);
  commands.onKey(step);
  popover.start();
  sort();
}
