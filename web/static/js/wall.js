/* The page on a wall: what is on air is always in sight, since nobody scrolls there.
 *
 * Owns: the lists' places on a wall; the screen's wakefulness.
 * Law: a list moves only when the row on air would be out of sight.
 * Must not know: what the lists hold.
 */

function reveal(list) {
  const row = list.querySelector(".on");
  if (!row) return;
  const [inner, outer] = [row.getBoundingClientRect(), list.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) list.scrollTop += row.offsetTop - list.scrollTop - list.clientHeight / 3;
}

/** Starts, where the page is on a wall. */
export function start() {
  if (!document.body.classList.contains("wall")) return;
  const all = () => document.querySelectorAll(".scroll").forEach(reveal);
  document.addEventListener("slot:written", ({ target }) => [target.closest(".scroll"), ...target.querySelectorAll(".scroll")].forEach((list) => list && reveal(list)));
  addEventListener("resize", all);
  all();
}
