/* The list of rooms: an admin's token leaves the address bar at once.
 *
 * Owns: that.
 * Law: the page works without it.
 * Must not know: what a room is.
 */

const here = new URL(location.href);
if (here.searchParams.has("token")) {
  here.searchParams.delete("token");
  history.replaceState(null, "", here);
}
