/* The analyst's page: what is pushed, and what it asks for by itself.
 *
 * Owns: starting the parts of the page.
 * Law: figures are reckoned and written by the server; nothing is reckoned here.
 * Must not know: figures.
 */

import * as alerts from "./alerts.js";
import * as chart from "./chart.js";
import * as between from "./between.js";
import * as chimes from "./chimes.js";
import * as commands from "./commands.js";
import * as copying from "./copying.js";
import * as entry from "./entry.js";
import * as forecasts from "./forecasts.js";
import * as kept from "./kept.js";
import * as live from "./live.js";
import * as popover from "./popover.js";
import * as rules from "./rules.js";
import * as sorting from "./sorting.js";
import * as sparks from "./sparks.js";
import * as tabs from "./tabs.js";
import * as tiles from "./tiles.js";
import * as titles from "./titles.js";
import * as wall from "./wall.js";
import * as why from "./why.js";

between.start();
alerts.start();
popover.start();
copying.start();
entry.start();
tabs.start();
rules.start();
sorting.start();
if (document.getElementById("sound")) chimes.switchedBy(document.getElementById("sound")); // a wall has none
tiles.start();
titles.start();
commands.start();
live.start();
kept.start();
forecasts.start();
chart.start();
wall.start();
(window.requestIdleCallback ?? setTimeout)(() => {
  why.start(); // these ask the server: what is pushed comes first
  sparks.start();
}, { timeout: 1000 });
