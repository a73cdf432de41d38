/* The remote: the script's other hand, on a phone or under a pedal.
 *
 * Owns: the page's keys and its steps by lines.
 * Law: it gives the same commands as the host's page and shows the same character; nothing is mirrored here.
 * Must not know: cues' contents, settings of the host's screen.
 */

import * as commands from "./commands.js";
import * as live from "./live.js";
import * as prompter from "./prompter.js";

const KEYS = {
  ArrowDown: () => prompter.move(1), ArrowUp: () => prompter.move(-1),
  PageDown: () => prompter.move(prompter.screenful()), PageUp: () => prompter.move(-prompter.screenful()),
  Home: () => prompter.move(-Infinity), Enter: prompter.toggle,
};

for (const button of document.querySelectorAll("[data-move]")) {
  button.addEventListener("click", () => prompter.move(button.dataset.move === "top" ? -Infinity : Number(button.dataset.move)));
}
commands.onKey((name) => (KEYS[name] ? (KEYS[name](), true) : false));
commands.start();
live.start();
prompter.start();
