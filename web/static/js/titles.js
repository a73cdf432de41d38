/* The whole of a text that is cut: as its title, once somebody points at it.
 *
 * Owns: the titles of .cut, of rows' heads and of what people wrote.
 * Law: only what is really cut gets one; nothing is pushed twice for it.
 * Must not know: what the text says.
 */

const CUT = ".cut, tbody th, .rows span, .rows em";

/** Listens; called once by the page's own module. */
export function start() {
  document.addEventListener("pointerover", ({ target }) => {
    const text = target.closest?.(CUT);
    if (!text || text.title === text.textContent) return;
    if (text.scrollWidth > text.clientWidth) text.title = text.textContent;
  });
}
