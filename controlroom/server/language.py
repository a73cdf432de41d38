"""Which language and theme a browser is shown.

Owns: the order of `?lang=`, cookie, `Accept-Language`, the installation's own; the same for the theme.
Law: only languages and themes that exist come out.
Must not know: what is written in them.
"""

from __future__ import annotations

from typing import Final

from starlette.requests import HTTPConnection
from starlette.responses import Response

LANGS: Final = ("zh-CN", "en")
THEMES: Final = ("dark", "light")
LANG_COOKIE: Final = "cr_lang"
THEME_COOKIE: Final = "cr_theme"
_YEAR_S: Final = 365 * 86_400


def lang_of(connection: HTTPConnection, default: str) -> str:
    """Return the language to show: asked for, kept, preferred by the browser, else `default`."""
    for asked in (connection.query_params.get("lang"), connection.cookies.get(LANG_COOKIE)):
        if asked in LANGS:
            return asked
    return preferred(connection.headers.get("accept-language", ""), default)


def theme_of(connection: HTTPConnection) -> str:
    """Return the theme to show: asked for, kept, else dark."""
    for asked in (connection.query_params.get("theme"), connection.cookies.get(THEME_COOKIE)):
        if asked in THEMES:
            return asked
    return THEMES[0]


def preferred(accept: str, default: str) -> str:
    """Return the language of ours that an `Accept-Language` header likes best.

    Source: RFC 9110 section 12.5.4, matched by the primary tag (zh-TW readers get zh-CN rather than English).
    """
    wishes: list[tuple[float, str]] = []
    for wish in accept[:500].split(","):
        tag, _, weight = wish.partition(";")
        try:
            q = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            q = 0.0
        wishes.append((-q, tag.strip().lower()))
    for weight_down, tag in sorted(wishes, key=lambda wish: wish[0]):
        for lang in LANGS:
            if weight_down < 0 and tag.split("-")[0] == lang.split("-")[0]:
                return lang
    return default


def keep_choices(response: Response, connection: HTTPConnection) -> None:
    """Keep what the address asks for in cookies, so that the next page shows it too."""
    for name, cookie, known in (("lang", LANG_COOKIE, LANGS), ("theme", THEME_COOKIE, THEMES)):
        if (asked := connection.query_params.get(name)) in known:
            response.set_cookie(cookie, asked or "", max_age=_YEAR_S, path="/", samesite="lax", httponly=True)
