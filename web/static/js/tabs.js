/* Tabs: one of several panels in the same place.
 *
 * Owns: [role=tablist], by pointer and by arrows.
 * Law: the chosen one is marked and focusable alone, as the pattern for tabs has it.
 * Must not know: what the panels show.
 */

function choose(tab, focus) {
  for (const other of tab.parentElement.querySelectorAll("[role=tab]")) {
    const on = other === tab;
    other.setAttribute("aria-selected", String(on));
    other.tabIndex = on ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !on;
  }
  if (focus) tab.focus();
}

function arrows(event) {
  const tab = event.target.closest?.("[role=tab]");
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!tab || !by) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const tabs = [...tab.parentElement.querySelectorAll("[role=tab]")];
  choose(tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length], true);
}

/** Chooses the tab with this id. */
export const show = (id) => choose(document.getElementById(id), false);

/** Listens; called once by the page's own module. */
export function start() {
  for (const tab of document.querySelectorAll("[role=tab][aria-selected=true]")) choose(tab, false);
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(tab, false);
  });
  addEventListener("keydown", arrows, { capture: true });
}
