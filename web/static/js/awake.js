/* The screen itself: it stays awake while the page is in sight, and the page fills it when asked.
 *
 * Owns: the wake lock, full screen.
 * Law: the lock is asked for again whenever the page comes into sight; a refusal changes nothing. Full screen only by a
 *   person's press.
 * Must not know: what the page shows.
 */

async function hold() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // refused (battery, not in sight): asked again when the page is next in sight
  }
}

function whole() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.();
}

/** Listens; called once on every page, after its first view. */
export function start() {
  document.getElementById("whole")?.addEventListener("click", whole);
  document.addEventListener("visibilitychange", () => document.hidden || hold());
  hold();
}
