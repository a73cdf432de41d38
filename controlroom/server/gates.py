"""Who passes which door: the one table of every address that the server answers.

Owns: for each method and address, how one shows who one is and which right one needs; `doors` lets nobody in without it.
Law: an address that has no line here answers nobody. A right itself stands in `domain.roles`; here is only which.
Must not know: what is behind a door.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct
from starlette.requests import HTTPConnection

from controlroom.domain.roles import COMMANDS, PAGES, PLAIN, Right, Role, may, may_command, may_read
from controlroom.domain.topics import Topic

By = Literal["anybody", "token", "page", "join", "audit", "signature", "installation", "here"]
"""How one shows who one is.

`token`: a role's token or a feed's key as a bearer; `page`: the cookie of a page that the role may open; `join`, `audit`: the
cookie of that page; `signature`: the platform's own, over the body; `installation`: the installation's admin, for more than
others see; `here`: by asking from this machine, or as the installation's admin.
"""

ANY_COMMAND: Final = "*"
"""The right to give some command; which, the command decides."""


class Gate(Struct, frozen=True):
    """A door's line. `needs`: a right, a topic to read, or the type of a command to give; None: any role will do."""

    by: By
    needs: Right | Topic | str | None = None


_API: Final = "/api/v1/rooms/{room}"
_PAGE: Final = "/rooms/{room}/{page}"
_DESKS: Final[tuple[tuple[str, By], ...]] = (("/rooms/{room}", "join"), (_PAGE, "page"))
_ANYBODY: Final = Gate("anybody")

_TOLD: Final[dict[str, Right | Topic]] = {
    "marks": Right.READ_ANALYSIS,
    "comments": Right.READ_ANALYSIS,
    "changed": Right.READ_ANALYSIS,
    "series": Topic.KPI,
    "shows": Right.READ_SHOWS,
    "shows/{show}": Right.READ_SHOWS,
    "shows/{show}/plan": Right.READ_PLANS,
    "draws/{draw}": Right.READ_SHOWS,
    "offers/{offer}/owed": Right.READ_OWED,
}

READ_BY_PAGES: Final = frozenset(_TOLD)
"""Doors of a room that its pages read from too, with the page's cookie."""

GATES: Final[dict[str, Gate]] = {
    "GET /": Gate("installation"),
    "GET /rooms/{room}": _ANYBODY,
    "GET /static/{name:path}": _ANYBODY,
    "GET /openapi.json": _ANYBODY,
    "GET /healthz": _ANYBODY,
    "GET /readyz": _ANYBODY,
    "GET /metrics": Gate("here"),
    f"POST {_API}/events": Gate("token", Right.POST_EVENTS),
    f"WS {_API}/events": Gate("token", Right.POST_EVENTS),
    f"POST {_API}/hooks/{{feed:path}}": Gate("signature"),
    f"POST {_API}/clock": Gate("token", Right.DRIVE_CLOCK),
    f"POST {_API}/commands": Gate("token", ANY_COMMAND),
    f"GET {_API}/state": Gate("token"),
    f"WS {_API}/stream": Gate("token"),
    **{f"GET {_API}/{name}": Gate("token", needs) for name, needs in _TOLD.items()},
    f"GET {_API}/shows/{{show}}/journal": Gate("token", Right.READ_SHOWS),
    f"GET {_API}/plan": Gate("token", Right.READ_PLANS),
    f"GET {_API}/plans": Gate("token", Right.READ_PLANS),
    f"GET {_API}/plans/{{version}}": Gate("token", Right.READ_PLANS),
    f"GET {_API}/rejects": Gate("token", Right.READ_REJECTS),
    f"POST {_API}/rejects/retry": Gate("token", Right.SET_FEEDS),
    f"DELETE {_API}/people/{{user:path}}": Gate("token", Right.FORGET),
    f"GET {_API}/links": Gate("token", Right.GIVE_LINKS),
    f"POST {_API}/links": Gate("token", Right.GIVE_LINKS),
    f"DELETE {_API}/links": Gate("token", Right.END_ALL_LINKS),
    f"DELETE {_API}/links/{{link:path}}": Gate("token", Right.GIVE_LINKS),
    f"GET {_API}/shows/{{show}}/audit": Gate("token", Right.READ_AUDIT),
    "GET /rooms/{room}/audit": Gate("audit", Right.READ_AUDIT),
    f"GET {_PAGE}/audit": Gate("page", Right.READ_AUDIT),
    **{
        f"{method} {place}/join{rest}": Gate(by, Right.GIVE_LINKS)
        for place, by in _DESKS
        for method, rest in (("GET", ""), ("POST", "/links"), ("POST", "/ended"))
    },
    f"GET {_PAGE}": Gate("page"),
    f"WS {_PAGE}/live": Gate("page"),
    f"POST {_PAGE}/commands": Gate("page", ANY_COMMAND),
    **{f"GET {_PAGE}/{name}": Gate("page", needs) for name, needs in _TOLD.items()},
    f"GET {_PAGE}/kpi/{{code}}": Gate("page", Topic.KPI),
    f"GET {_PAGE}/curves": Gate("page", Topic.KPI),
    f"GET {_PAGE}/rejects": Gate("page", Right.READ_REJECTS),
    f"GET {_PAGE}/why": Gate("page", Right.READ_ANALYSIS),
    f"GET {_PAGE}/tables/{{table}}": Gate("page", Right.READ_ANALYSIS),
    f"GET {_PAGE}/check": Gate("page", Right.READ_PLANS),
    f"GET {_PAGE}/plans": Gate("page", Right.READ_PLANS),
    f"GET {_PAGE}/plans/{{version}}": Gate("page", Right.READ_PLANS),
    f"GET {_PAGE}/rules/{{id_}}": Gate("page", "rules.set"),
    f"GET {_PAGE}/rules/{{id_}}/tried": Gate("page", "rules.set"),
    f"GET {_PAGE}/rule-new": Gate("page", "rules.set"),
    f"GET {_PAGE}/rule-new/tried": Gate("page", "rules.set"),
    f"GET {_PAGE}/segment/{{id_}}": Gate("page", "segment.edit"),
    f"GET {_PAGE}/segment-new": Gate("page", "segment.edit"),
    f"GET {_PAGE}/segment-new/{{after}}": Gate("page", "segment.edit"),
    f"GET {_PAGE}/fit": Gate("page", "segment.edit"),
    f"GET {_PAGE}/host-numbers": Gate("page", "room.set"),
    f"GET {_PAGE}/feeds/{{feed:path}}": Gate("page", Topic.FEEDS),
    f"GET {_PAGE}/feed-edit/{{feed:path}}": Gate("page", Right.SET_FEEDS),
    f"GET {_PAGE}/feed-new": Gate("page", Right.SET_FEEDS),
    f"GET {_PAGE}/feed-new/{{kind}}": Gate("page", Right.SET_FEEDS),
    f"GET {_PAGE}/feed-keys": Gate("page", Right.SET_FEEDS),
    f"POST {_PAGE}/keys": Gate("page", Right.SET_FEEDS),
    f"POST {_PAGE}/keys/{{feed:path}}/end": Gate("page", Right.SET_FEEDS),
    f"POST {_PAGE}/feeds": Gate("page", Right.SET_FEEDS),
    f"POST {_PAGE}/feeds/{{feed:path}}/remove": Gate("page", Right.SET_FEEDS),
    f"POST {_PAGE}/feeds/{{feed:path}}/retry": Gate("page", Right.SET_FEEDS),
}
"""Method and address (`WS`: a socket) → its line."""


def key_of(connection: HTTPConnection) -> str:
    """Return the door's key in `GATES`: its method and its address with the names of its parts."""
    method = "WS" if connection.scope["type"] == "websocket" else connection.scope["method"]
    return f"{method} {connection.scope['route'].path}"


def gate_of(connection: HTTPConnection) -> Gate:
    """Return the line of the door that is asked at.

    Raises:
        LookupError: It has none, so nobody is let in.
    """
    key = key_of(connection)
    if key not in GATES:
        raise LookupError(f"{key} has no line in server.gates: nobody may pass until it says who")
    return GATES[key]


def has(role: Role, needs: Right | Topic | str | None) -> bool:
    """Tell whether `role` has what a line needs."""
    match needs:
        case None:
            return True
        case Right():
            return may(role, needs)
        case Topic():
            return may_read(role, needs)
        case _:
            return bool(COMMANDS[role]) if needs == ANY_COMMAND else may_command(role, needs)


def passes(role: Role, gate: Gate) -> bool:
    """Tell whether `role` passes a door, with the token or a page that is its own."""
    if role is Role.FEED and gate.by in ("page", "join", "audit"):
        return False  # it has no page
    opens = {
        "page": any(role in roles for roles in PAGES.values()),
        "join": role in PLAIN["join"],
        "audit": role in PLAIN["audit"],
    }
    return opens.get(gate.by, True) and has(role, gate.needs)
