/* The page that gives people their way in.
 *
 * Owns: nothing of its own: its links are copied by copying.js, all else is plain forms.
 * Law: it works without this script; only copying needs it. A token leaves the address bar at once.
 * Must not know: what a link is.
 */

import * as copying from "./copying.js";

const here = new URL(location.href);
if (here.searchParams.has("token") || here.searchParams.has("done")) {
  here.searchParams.delete("token");
  here.searchParams.delete("done"); // said once: a reload says it no more
  history.replaceState(null, "", here);
}
copying.start();
