/* Copying: a button [data-copy] puts its text on the clipboard, [data-copy-from] what the page's own door answers, and says
 * whether it did.
 *
 * Owns: the clipboard, and the word on the button for SAID_MS.
 * Law: it works on plain http too, where browsers offer no clipboard to scripts: then the text is selected and copied as a
 *   person would. A failure is said.
 * Must not know: what is copied.
 */

const SAID_MS = 1500;

function select(text) {
  const field = document.createElement("textarea");
  const before = document.activeElement;
  field.value = text;
  field.className = "away";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
  return done;
}

/** Puts `text` on the clipboard; true when it is there. */
async function copy(text) {
  if (navigator.clipboard && isSecureContext) {
    const done = await navigator.clipboard.writeText(text).then(() => true, () => false);
    if (done) return true;
  }
  return select(text);
}

async function asked(door) {
  const answer = await fetch(`${location.pathname.replace(/\/$/, "")}/${door}?lang=${document.documentElement.lang}`).catch(() => null);
  return answer?.ok ? answer.text() : null;
}

async function click(event) {
  const button = event.target.closest("[data-copy],[data-copy-from]");
  if (!button) return;
  const text = button.dataset.copy ?? (await asked(button.dataset.copyFrom));
  const done = text !== null && (await copy(text));
  const words = button.querySelector("span");
  const label = (button.dataset.label ??= words.textContent);
  words.textContent = document.getElementById(done ? "word-copied" : "word-not-copied").content.textContent;
  clearTimeout(button.saidFor);
  button.saidFor = setTimeout(() => (words.textContent = label), SAID_MS);
}

/** Listens; called once by the page's own module. */
export function start() {
  document.addEventListener("click", click);
}
