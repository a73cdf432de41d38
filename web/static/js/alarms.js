/* What is new among alerts: said to a screen reader, heard when it is critical.
 *
 * Owns: which alert had been announced at which stage, the words in #alert-said, the alarm and its repeating.
 * Law: each is said once at each severity and each time it is told of; a critical one is heard again every AGAIN_MS while
 *   nobody takes it. What stood there when the page came is no news.
 * Must not know: which alert is chosen, which rows a reader does not see.
 *
 * A row is [data-alert] with data-severity, and with data-waits and data-said while nobody has taken it.
 */

import * as chimes from "./chimes.js";
import * as notices from "./notices.js";

const AGAIN_MS = 20_000;
const known = new Map(); // alert → its severity, and how often it had been said, when it was announced last
let heardAt = -AGAIN_MS;

const stage = (one) => `${one.dataset.severity} ${one.dataset.said}`;
const critical = (one) => one.dataset.severity === "critical";

/** Whether nobody has taken it yet. */
export const waits = (one) => one.hasAttribute("data-waits");

function alarm() {
  heardAt = performance.now();
  chimes.play("alarm");
}

/** Says what is new among the rows; returns whether anything was. */
export function announce(all) {
  const fresh = all.filter((one) => waits(one) && known.get(one.dataset.alert) !== stage(one));
  seed(all);
  for (const id of [...known.keys()]) if (!all.some((one) => one.dataset.alert === id)) known.delete(id);
  if (fresh.length) document.getElementById("alert-said").textContent = fresh.map((one) => `${one.querySelector(".unseen-when").textContent}${one.querySelector(".claim").textContent}`).join("\n");
  const worst = fresh.filter(critical);
  if (worst.length) alarm();
  if (worst.length) notices.tell(worst.map((one) => one.querySelector(".claim").textContent).join("\n"), worst[0].dataset.alert);
  return fresh.length > 0;
}

/** Takes the rows as they stand for known: they are no news. */
export function seed(all) {
  for (const one of all) if (waits(one)) known.set(one.dataset.alert, stage(one));
}

/** Starts repeating the alarm; `rows`: those of this reader, as they stand now. */
export function start(rows) {
  notices.start();
  seed(rows());
  setInterval(() => {
    const open = rows().some((one) => waits(one) && critical(one));
    if (open && performance.now() - heardAt >= AGAIN_MS) alarm();
  }, 1000);
}
