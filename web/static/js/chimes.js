/* What a screen may be heard saying: a card has come, a minute is left, seconds are left, time is over, something is critical.
 *
 * Owns: the tones, this screen's switch for them, which timer has been heard at which of its instants.
 * Law: off until somebody switches it on (browsers demand a gesture); each is heard once, and only when its instant
 *   passes while the page is looking: a timer that is long over is not news.
 * Must not know: what cards and timers are about, how they come.
 *
 * An element that counts down is heard when it has data-chime (its name), with data-until, data-warn and
 * data-danger (ms before it).
 */

import * as clock from "./clock.js";

const LOOK_MS = 250;
const NEWS_MS = 3000; // room ms (per unit of speed) after which a passed instant is no news
const TONES = { card: [660], urgent: [880, 880, 880], warn: [523, 523], danger: [587, 740, 880], over: [440, 440, 587], alarm: [988, 740, 988, 740] };
const MARKS = { over: () => 0, danger: ({ danger }) => danger, warn: ({ warn }) => warn }; // the nearest to the end is heard
const seen = new Map(); // name of a timer → what was left of it when looked at last
let audio = null;
let looking;

/** Plays one of the tones, when this screen's sound is on. */
export function play(name) {
  if (!audio) return;
  TONES[name].forEach((pitch, i) => {
    const at = audio.currentTime + i * 0.25;
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0.0001, at);
    gain.gain.exponentialRampToValueAtTime(0.3, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.2);
    tone.connect(gain).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.22);
  });
  document.body.dataset.heard = name; // for whoever cannot hear: a test, a screen reader's log
}

function passed(before, now, mark) {
  return before > mark && now <= mark && mark - now < NEWS_MS * Math.max(1, clock.pace());
}

function look() {
  const names = new Set();
  for (const one of document.querySelectorAll("[data-chime]")) {
    const name = one.dataset.chime;
    const left = Number(one.dataset.until) - clock.now();
    const before = seen.get(name);
    names.add(name);
    seen.set(name, left);
    if (before === undefined) continue;
    const mark = Object.keys(MARKS).find((tone) => MARKS[tone](one.dataset) !== undefined && passed(before, left, Number(MARKS[tone](one.dataset))));
    if (mark) play(mark);
  }
  for (const name of seen.keys()) if (!names.has(name)) seen.delete(name);
}

/** Switches this screen's sound, from a gesture; returns whether it is on now. */
export function toggle() {
  if (audio) audio.close();
  audio = audio ? null : new AudioContext();
  looking ??= setInterval(look, LOOK_MS);
  play("card");
  return audio !== null;
}

/** Lets a button switch it. */
export function switchedBy(button) {
  button.addEventListener("click", () => button.setAttribute("aria-pressed", String(toggle())));
}
