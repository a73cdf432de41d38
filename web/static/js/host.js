/* The host's page: the script under hand or pedal, its size, the sound of a cue.
 *
 * Owns: this screen's own settings (size of type, sound; kept on this screen), the script's place.
 * Law: a push never moves the place in the script; another segment begins at its top. Size changes keep the place.
 * Must not know: cues' contents, how they are acknowledged (Space presses the button).
 */

import * as commands from "./commands.js";
import * as live from "./live.js";

const SIZES = [40, 48, 56, 64, 72, 80, 88, 96];
const frame = document.querySelector(".frame");
const script = document.getElementById("script");
const sound = document.getElementById("sound");
let size = Number(stored("host.size", ""));
let place = script.querySelector("[data-place]")?.dataset.place;
let cue = document.querySelector("#cue [data-cue]")?.dataset.cue;
let audio = null;

function stored(name, otherwise) {
  try {
    return localStorage.getItem(name) ?? otherwise;
  } catch {
    return otherwise; // storage may be forbidden; the screen works without
  }
}

function store(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // as above: then the setting lives as long as the page
  }
}

/* ── script ── */

const lead = () => Number.parseFloat(getComputedStyle(frame).getPropertyValue("--lead"));

function resize(wanted) {
  const part = script.scrollTop / Math.max(1, script.scrollHeight);
  size = wanted;
  if (SIZES.includes(size)) {
    frame.style.setProperty("--size", `${size}px`);
    frame.style.setProperty("--lead", `${Math.round((size * 10) / 7 / 8) * 8}px`);
    store("host.size", String(size));
  }
  document.getElementById("size").textContent = Number.parseFloat(getComputedStyle(frame).getPropertyValue("--size"));
  script.scrollTo({ top: part * script.scrollHeight, behavior: "instant" });
}

function step(by) {
  const now = Number.parseFloat(getComputedStyle(frame).getPropertyValue("--size"));
  const at = SIZES.findIndex((one) => one >= now);
  resize(SIZES[Math.min(SIZES.length - 1, Math.max(0, at + by))]);
}

function scroll(name) {
  const lines = Math.max(1, Math.floor(script.clientHeight / lead()) - 2);
  const by = { ArrowDown: 1, ArrowUp: -1, PageDown: lines, PageUp: -lines }[name];
  if (by !== undefined) {
    const line = Math.round(script.scrollTop / lead()) + by;
    script.scrollTo({ top: line * lead(), behavior: "smooth" });
  } else if (name === "Home") script.scrollTo({ top: 0, behavior: "smooth" });
  return by !== undefined || name === "Home";
}

/* ── sound ── */

function chime(urgent) {
  if (!audio) return;
  const start = audio.currentTime;
  for (let i = 0; i < (urgent ? 3 : 1); i += 1) {
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    tone.frequency.value = urgent ? 880 : 660;
    gain.gain.setValueAtTime(0.0001, start + i * 0.25);
    gain.gain.exponentialRampToValueAtTime(0.3, start + i * 0.25 + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + i * 0.25 + 0.2);
    tone.connect(gain).connect(audio.destination);
    tone.start(start + i * 0.25);
    tone.stop(start + i * 0.25 + 0.22);
  }
}

function toggle() {
  if (audio) audio.close();
  audio = audio ? null : new AudioContext(); // browsers allow it only from a gesture, such as this one
  sound.setAttribute("aria-pressed", String(audio !== null));
  chime(false);
}

/* ── screen ── */

async function awake() {
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

document.getElementById("script").addEventListener("slot:written", () => {
  const now = script.querySelector("[data-place]")?.dataset.place;
  if (now !== place) script.scrollTo({ top: 0, behavior: "instant" });
  place = now;
});
document.getElementById("cue").addEventListener("slot:written", ({ target }) => {
  const card = target.querySelector("[data-cue]");
  if (card && card.dataset.cue !== cue) chime(card.classList.contains("urgent"));
  cue = card?.dataset.cue;
});
document.getElementById("smaller").addEventListener("click", () => step(-1));
document.getElementById("larger").addEventListener("click", () => step(1));
document.getElementById("whole").addEventListener("click", whole);
sound.addEventListener("click", toggle);
document.addEventListener("visibilitychange", () => document.hidden || awake());
commands.onKey((name) => scroll(name));
resize(size);
awake();
commands.start();
live.start();
