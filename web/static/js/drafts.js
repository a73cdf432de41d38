/* What was half-typed in a form that is about one thing, then another.
 *
 * Owns: what was typed about each.
 * Law: what was begun about one thing is never sent about another, and stands there again when the form is about it again.
 * Must not know: what the forms are for.
 */

const kept = new Map(); // form and what it was about → its fields

const fields = (form) => [...form.elements].filter((one) => one.type !== "hidden");

/** Lets a form be about something: its own half-typed words, not those of the last. */
export function turn(form, about) {
  const was = form.dataset.about ?? "";
  if (was === about) return;
  kept.set(`${form.id} ${was}`, fields(form).map(({ value, checked }) => ({ value, checked })));
  form.dataset.about = about;
  form.reset();
  const typed = kept.get(`${form.id} ${about}`);
  if (typed) fields(form).forEach((one, i) => Object.assign(one, typed[i]));
}
