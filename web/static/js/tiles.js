/* Which figures this screen has as tiles.
 *
 * Owns: the form #form-tiles and the cookie that keeps the choice in this browser.
 * Law: a tile is exchanged in its place, the others keep theirs; the server draws and pushes what is chosen, so the page is
 *   loaded anew.
 * Must not know: what a figure means.
 */

const form = document.getElementById("form-tiles");
const YEAR_S = 365 * 86_400;

const shown = () => [...document.querySelectorAll(".tile [data-spark]")].map((svg) => svg.dataset.spark);

/** Returns the codes with `old` exchanged for `fresh`; a code that is there already changes places with it. */
export function exchanged(codes, old, fresh) {
  return codes.map((code) => (code === old ? fresh : code === fresh ? old : code));
}

function keep(codes, age) {
  document.cookie = `cr_tiles=${codes.join(".")}; path=${location.pathname.replace(/\/$/, "")}; max-age=${age}; samesite=lax`;
  location.reload();
}

function opened(event) {
  if (event.target !== form) return;
  const code = document.querySelector("[data-pane][aria-expanded=true]")?.dataset.pane.split("/")[1];
  form.dataset.code = code ?? shown()[0];
  form.elements.code.value = form.dataset.code;
}

/** Listens; called once by the page's own module. */
export function start() {
  if (!form) return;
  document.addEventListener("entry:opened", opened);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep(exchanged(shown(), form.dataset.code, form.elements.code.value), YEAR_S);
  });
  form.querySelector("[data-usual]").addEventListener("click", () => keep([], 0));
}
