/* What people type, read: numbers, amounts of money, lengths, times of day.
 *
 * Owns: how a number may be written (79,800, 7.98万, 80k), how many decimals it may have, what is said at a field that cannot be
 *   read, minutes and hours, which instant a time of day means.
 * Law: what could mean two things is no number: a comma stands between thousands and nowhere else. Nothing is rounded on the
 *   way out. A time of day is one of the room's zone, also where its clocks change on the way.
 * Must not know: forms that are sent, commands.
 *
 * data-money: money, read in minor units; data-whole: a whole number. Their form tells data-digits (the currency's decimals),
 * and what it says: data-unread, data-fine (too many decimals of money), data-uneven (a whole number is wanted).
 */

import * as clock from "./clock.js";

const POWERS = { 万: 4, w: 4, 亿: 8, k: 3, m: 6 };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/* ── numbers ── */

/** What a person wrote: its value, and how many decimals it has; null: no number. */
function parsed(text) {
  const bare = text.normalize("NFKC").replace(/[\s¥$€£]/g, "").toLowerCase();
  const found = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?(万|w|亿|k|m)?$/.exec(bare);
  if (!found) return null;
  const [, whole, part = "", scale] = found;
  const power = POWERS[scale] ?? 0;
  return { value: Number(`${whole.replaceAll(",", "")}.${part}e${power}`), decimals: part.replace(/0+$/, "").length - power };
}

/** Returns what a person wrote as a number; NaN when it is none. */
export function number(text) {
  return parsed(text)?.value ?? NaN;
}

const places = (input) => (input.matches("[data-whole]") ? 0 : Number(input.form.dataset.digits));

/** Returns what stands in a field of data-money or data-whole, in its minor units. */
export function read(input) {
  return Math.round(number(input.value) * 10 ** places(input));
}

/** Says at a field of data-money or data-whole what is wrong with it, so that its form is not sent. */
export function check(input) {
  if (!input.matches("[data-money], [data-whole]")) return;
  const { unread, fine, uneven } = input.form.dataset;
  const found = parsed(input.value);
  const wrong = found ? (found.decimals > places(input) && (places(input) ? fine : uneven)) : input.value && unread;
  input.setCustomValidity(wrong || "");
}

/* ── lengths and times of day ── */

const parts = (text) => text.split(/[:：]/).map(Number);

/** Returns how long `m`, `m:ss` or `h:mm:ss` is, in ms. */
export function length(text) {
  const told = parts(text);
  return (told.length === 1 ? told[0] * 60 : told.reduce((all, part) => all * 60 + part)) * 1000;
}

/** How far the room's clock is at an instant from showing a time of day, in ms; at most half a day. */
function off(at, text) {
  const [h, m, s = 0] = parts(text);
  const [ch, cm, cs] = parts(clock.local(at));
  const ms = ((h - ch) * 3600 + (m - cm) * 60 + s - cs) * 1000;
  return ((((ms + DAY_MS / 2) % DAY_MS) + DAY_MS) % DAY_MS) - DAY_MS / 2;
}

const now = () => Math.floor(clock.now() / 1000) * 1000;

/** Returns the instant nearest to `near` at which the room's clock shows hh:mm (:ss), epoch ms. */
export function nearest(text, near = now()) {
  const first = near + off(near, text);
  return first + off(first, text); // a change of clocks on the way
}

/** Returns the last instant at which the room's clock showed hh:mm (:ss), epoch ms. */
export function last(text) {
  const at = nearest(text);
  if (at <= now()) return at;
  const twice = at - HOUR_MS; // an hour that the clock shows twice
  return twice <= now() && off(twice, text) === 0 ? twice : nearest(text, at - DAY_MS);
}
