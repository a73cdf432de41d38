"""The catalogs: complete, and complete for what the templates ask."""

import re
from typing import get_args

import pytest

from controlroom.domain.commands import COMMAND_TYPES
from controlroom.domain.errors import RefusalCode
from controlroom.domain.roles import Role
from controlroom.ports import Unsent
from controlroom.render.locale import LANGUAGES, read_catalog
from controlroom.render.web import find_web
from controlroom.views.shapes import FeedState, ShowStatus, TileState

WEB = find_web()
ASKED = re.compile(r"_\('([^']+)'(?!\s*~)[,)]")


def keys(lang: str) -> set[str]:
    return {str(key) for key in read_catalog(WEB, lang)._catalog if key}


def asked() -> set[str]:
    """Every key a template names outright, and those it builds from a value."""
    named = {
        key for path in (WEB / "templates").rglob("*.html") for key in ASKED.findall(path.read_text(encoding="utf-8"))
    }
    built = {
        "refused": get_args(RefusalCode),
        "role": [role.value for role in Role],
        "did": [str(kind.__struct_config__.tag) for kind in COMMAND_TYPES],
        "feed": get_args(FeedState),
        "status": get_args(ShowStatus),
        "tile": get_args(TileState),
        "mode": ("rehearsal", "replay"),
        "store": ("full", "locked", "failed"),
        "unsent": get_args(Unsent),
        "priority": ("info", "push", "urgent"),
        "page": ("controller", "host", "analyst"),
    }
    return named | {f"{group}.{name}" for group, names in built.items() for name in names}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_catalog_has_every_key_that_the_pages_ask_for(lang: str) -> None:
    assert asked() - keys(lang) == set()


def test_languages_have_the_same_keys() -> None:
    assert keys("zh-CN") == keys("en")


def test_catalog_of_an_unknown_language_is_refused() -> None:
    with pytest.raises(KeyError):
        read_catalog(WEB, "fr")
