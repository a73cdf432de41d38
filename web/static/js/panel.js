/* Where a panel stands: beside what opened it, whole in sight.
 *
 * Owns: the place of a fixed panel.
 * Law: below its button where there is room, else above, else where it fits; never over the edge.
 * Must not know: what is in it.
 */

const GAP = 4;
const EDGE = 8;

/** Places `panel` beside `anchor`; both must be drawn. */
export function beside(panel, anchor) {
  const box = anchor.getBoundingClientRect();
  const own = panel.getBoundingClientRect();
  const left = Math.max(EDGE, Math.min(box.left, innerWidth - own.width - EDGE));
  const [below, above] = [box.bottom + GAP, box.top - GAP - own.height];
  const fits = below + own.height <= innerHeight - EDGE;
  const lowest = Math.max(EDGE, innerHeight - own.height - EDGE);
  const top = fits ? below : above >= EDGE ? Math.min(above, lowest) : lowest;
  panel.style.left = `${left}px`;
  panel.style.top = `${Math.max(EDGE, top)}px`;
}
