"""Who is told by chat app or mail: the targets' file.

Owns: what stands in the file, its checks, and who may read it.
Law: an address is a secret: the file is refused while others may read it, and no message here repeats an address.
Must not know: how a target is reached, state.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from controlroom.domain.alerts.incident import RANK
from controlroom.domain.alerts.rules import Severity
from controlroom.domain.roles import PEOPLE, Role

NAME: Final = "notify.yaml"
"""The file in the data folder that is read when none is named."""


class BadTargets(Exception):
    """The file cannot be used; the message says where, what and the mend."""


class Target(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One target.

    Args:
        name: What people call it, unique in the file.
        url: Its address in the notation of Apprise (`dingtalk://…`, `feishu://…`, `wecombot://…`, `slack://…`,
            `tgram://…`, `mailto://…`, `json://…` for a plain webhook).
        roles: Whose alerts it hears; `people`: likewise, members of a plan's team by id. Neither: everybody's.
        rooms: Of which rooms; empty: of all.
        severity: The least that it hears.
        lang: In which language; None: the server's.
    """

    name: str
    url: str
    roles: tuple[Role, ...] = ()
    people: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    severity: Severity = "warning"
    lang: Literal["zh-CN", "en"] | None = None

    def wants(self, room: str, severity: Severity, receivers: frozenset[str]) -> bool:
        """Return whether it hears a notice of a room.

        Args:
            receivers: Whom the notice is for: roles and members' ids; empty: everybody.
        """
        mine = frozenset((*self.roles, *self.people))
        return (
            (not self.rooms or room in self.rooms)
            and RANK[severity] >= RANK[self.severity]
            and (not mine or not receivers or bool(receivers & mine))
        )


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    targets: tuple[Target, ...]


def read_targets(file: Path, *, wanted: bool) -> tuple[Target, ...]:
    """Return the targets of a file; none where there is no file.

    Args:
        wanted: The file was named: it must be there.

    Raises:
        BadTargets: It cannot be read, others may read it, or something in it is wrong.
    """
    try:
        seen = file.stat()
        text = file.read_bytes()
    except FileNotFoundError as error:
        if not wanted:
            return ()
        raise BadTargets(f"{file}: there is no such file (CONTROLROOM_NOTIFY names it).") from error
    except OSError as error:
        raise BadTargets(f"{file}: {error.strerror or error}.") from error
    if os.name == "posix" and seen.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadTargets(f"{file}: others may read it, and it holds addresses that are secrets: chmod 600 {file}")
    targets = _decoded(file, text)
    _check(file, targets)
    return targets


def _decoded(file: Path, text: bytes) -> tuple[Target, ...]:
    import yaml

    try:
        found = msgspec.convert(yaml.safe_load(text), _File | None)
    except msgspec.ValidationError as error:
        raise BadTargets(f"{file}: {error}. See docs/notify.md.") from error
    except yaml.YAMLError as error:
        mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
        place = f" line {mark.line + 1}, column {mark.column + 1}:" if mark is not None else ""
        raise BadTargets(f"{file}:{place} this is no YAML.") from None  # its own words may repeat an address
    return found.targets if found is not None else ()


def _check(file: Path, targets: tuple[Target, ...]) -> None:
    names: set[str] = set()
    for number, target in enumerate(targets):
        place = f"{file}: $.targets[{number}]"
        if not target.name.strip() or not target.name.isprintable() or len(target.name) > 64:
            raise BadTargets(f"{place}.name: use 1 to 64 letters, digits and signs.")
        if target.name in names:
            raise BadTargets(f"{place}.name: {target.name!r} is there already: each target has a name of its own.")
        names.add(target.name)
        if "://" not in target.url:
            raise BadTargets(f"{place}.url: begin with what it is, such as dingtalk:// or mailto:// (docs/notify.md).")
        for role in target.roles:
            if role not in PEOPLE:
                raise BadTargets(f"{place}.roles: {role.value!r} hears no alerts: use {', '.join(PEOPLE)}.")
