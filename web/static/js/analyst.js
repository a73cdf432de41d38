/* The analyst's page: what is pushed, and what it asks for by itself.
 *
 * Owns: starting the parts of the page.
 * Law: figures are reckoned and written by the server; nothing is reckoned here.
 * Must not know: figures.
 */

import * as chart from "./chart.js";
import * as commands from "./commands.js";
import * as copying from "./copying.js";
import * as live from "./live.js";
import * as popover from "./popover.js";
import * as wall from "./wall.js";

popover.start();
copying.start();
commands.start();
live.start();
chart.start();
wall.start();
