/* The sound test before the show.
 *
 * Owns: #sound-test: the chime it plays, and that somebody has heard it.
 * Law: it is ticked by a person who heard it, never by having played; the tick lasts as long as the sound that was heard.
 * Must not know: when the show starts (the style sheet hides it).
 */

import * as chimes from "./chimes.js";

/** Listens; called once by the page's own module, after the sound's own switch does. */
export function start() {
  const box = document.getElementById("sound-test");
  const [play, heard] = [document.getElementById("sound-play"), document.getElementById("sound-heard")];
  const sound = document.getElementById("sound");
  play.addEventListener("click", () => {
    if (sound.getAttribute("aria-pressed") === "true") chimes.play("card");
    else sound.click();
    heard.hidden = false;
  });
  heard.addEventListener("click", () => (box.dataset.heard = "yes"));
  sound.addEventListener("click", () => {
    if (sound.getAttribute("aria-pressed") === "true") return;
    delete box.dataset.heard;
    heard.hidden = true;
  });
}
