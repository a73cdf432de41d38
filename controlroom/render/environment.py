"""The templates' world: one Jinja environment a language, and what a template may call.

Owns: Jinja's settings, the names and filters that templates use.
Law: autoescape everywhere, an undefined name is an error.
Must not know: which template is drawn when.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from controlroom.domain.roles import Role
from controlroom.domain.scripts import parts
from controlroom.render.definitions import define, every_code, standing
from controlroom.render.formats import Formats, raw, width
from controlroom.render.locale import LANGUAGES, read_catalog
from controlroom.views import alert_times, panels, tasks
from controlroom.views.lineup import lineup, pieces_left
from controlroom.views.shapes import RundownView, SegmentView

TASK_ROLES = frozenset(Role)


class Compiled(FileSystemBytecodeCache):
    """The templates' code, compiled once for the environments of all languages, and kept for the next start.

    Args:
        folder: Where it is kept, this server's own; made when there is something to keep. One that takes no file costs the
            next start a second and nothing else. None: nowhere.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.directory = str(folder)
        self.pattern = "%s.jinja"
        self._folder = folder
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template the code that another environment, or an earlier start, has compiled."""
        kept = self._kept.get(bucket.key)
        if kept is not None:
            bucket.bytecode_from_string(kept)
        elif self._folder is not None:
            with suppress(OSError):
                super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()
        if self._folder is not None:
            with suppress(OSError):
                self._folder.mkdir(mode=0o700, exist_ok=True)
                super().dump_bytecode(bucket)


def environment_of(web: Path, lang: str, compiled: Compiled | None = None) -> Environment:
    """Return the environment of one of `LANGUAGES`.

    Args:
        web: The web folder.
        lang: A key of `LANGUAGES`.
        compiled: Shared with other languages' environments; None: it compiles for itself.
    """
    environment = Environment(
        loader=FileSystemLoader(web / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        auto_reload=False,
        bytecode_cache=compiled,
    )
    catalog = read_catalog(web, lang)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        catalog.gettext, catalog.ngettext, newstyle=True
    )
    environment.globals.update(
        lang=lang, languages=tuple(LANGUAGES), f=Formats(lang), on_air=on_air, following=following,
        standing=standing, defined=partial(define, lang=lang), funnel=panels.funnel, sources=panels.sources,
        goods_in_order=panels.goods_in_order, lacking=panels.lacking, lineup=lineup, pieces_left=pieces_left,
        pace_interval=panels.pace_interval, every_code=every_code, blind=panels.blind,
        middle_wait=alert_times.middle_wait,
        named=tasks.named, waiting_by=tasks.waiting_by, to_approve=tasks.to_approve, approves=tasks.approves,
        task_roles=TASK_ROLES,
    )  # fmt: skip
    environment.filters.update(raw=raw, width=width, parts=parts, around=around)
    return environment


def around(words: str, said: str) -> tuple[str, str]:
    """Return what stands before and after a time in words; the words and nothing where it does not stand there."""
    found = re.search(rf"(?<![\d:]){re.escape(said)}(?![\d:])", words)
    return (words[: found.start()], words[found.end() :]) if found is not None else (words, "")


def on_air(rundown: RundownView) -> SegmentView | None:
    """Return the segment on air."""
    return next((segment for segment in rundown.segments if segment.state == "on_air"), None)


def following(rundown: RundownView) -> SegmentView | None:
    """Return the segment that is next."""
    return next((segment for segment in rundown.segments if segment.state == "next"), None)
