/* A critical alert told by the system, while this page is out of sight.
 *
 * Owns: the button #notices, whether this page may tell.
 * Law: the browser is asked by a press alone; nothing is told while the page is in sight, nor where it was switched off.
 * Must not know: which alerts there are, who takes them.
 */

const key = `notices ${location.pathname}`;
let on = false;

const able = () => "Notification" in window && isSecureContext;

function stored(value) {
  try {
    if (value === undefined) return localStorage.getItem(key);
    localStorage.setItem(key, value);
  } catch {
    // a browser that keeps nothing: it lasts as long as the page
  }
  return value ?? null;
}

function show(button) {
  button.setAttribute("aria-pressed", String(on));
}

async function press(button) {
  on = !on && (await Notification.requestPermission()) === "granted";
  stored(on ? "yes" : "no");
  show(button);
}

/** Tells in the system's own way, when the page is out of sight and may. */
export function tell(words, tag) {
  if (!on || !document.hidden) return;
  try {
    const notice = new Notification(document.title, { body: words, tag, renotify: true, lang: document.documentElement.lang });
    notice.onclick = () => window.focus();
  } catch {
    // some phones tell only through a worker: there the sound has to do
  }
}

/** Lets the button switch it; where it is not allowed the button is dead and says so. */
export function start() {
  const button = document.getElementById("notices");
  if (!button) return;
  if (!able()) return button.setAttribute("disabled", "");
  on = stored() === "yes" && Notification.permission === "granted";
  show(button);
  button.addEventListener("click", () => press(button));
}
