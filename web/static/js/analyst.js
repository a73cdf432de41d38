/* The analyst's page: it reads; everything on it is pushed.
 *
 * Owns: nothing of its own yet beside starting the link and the keys.
 * Law: tables are drawn by the server in their order; nothing is reckoned here.
 * Must not know: figures.
 */

import * as commands from "./commands.js";
import * as live from "./live.js";

commands.start();
live.start();
