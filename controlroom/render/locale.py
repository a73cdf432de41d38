"""The languages the pages speak, and their catalogs.

Owns: the list of languages, reading `web/locale/<lang>/LC_MESSAGES/messages.po` at start.
Law: a catalog's keys are names (`cue.waiting`), the same in every language; no text stands in a template.
Must not know: templates, views.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from babel.support import Translations

LANGUAGES: Final[dict[str, str]] = {"zh-CN": "zh_CN", "en": "en"}
"""Language tag of the pages → name of Babel's locale."""


def read_catalog(web: Path, lang: str) -> Translations:
    """Return the catalog of one of `LANGUAGES`, read from its `.po` file.

    Args:
        web: The web folder.
        lang: A key of `LANGUAGES`.

    Raises:
        FileNotFoundError: The language has no catalog.
    """
    from babel.messages.mofile import write_mo  # loaded with the first page, as Jinja is
    from babel.messages.pofile import read_po
    from babel.support import Translations

    name = LANGUAGES[lang]
    with (web / "locale" / name / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalog = read_po(file, locale=name)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)
