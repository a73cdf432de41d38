"""The sheet of who did what: words of both languages for every command, nothing that a sheet would take for a formula."""

import csv
import io

import pytest
from msgspec.structs import fields

from controlroom.domain.commands import COMMAND_TYPES
from controlroom.domain.roles import PEOPLE, Role
from controlroom.render.auditing import COLUMNS, audit_csv, details
from controlroom.render.locale import read_catalog
from controlroom.render.web import find_web
from controlroom.views.audit import OWN, SUBJECTS, AuditLine, AuditView


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_every_command_and_role_has_its_words(lang: str) -> None:
    types = [str(kind.__struct_config__.tag) for kind in COMMAND_TYPES]
    made = [
        AuditLine(
            id=f"c-{n}",
            seq=n,
            at_ms=n * 1000,
            role=role,
            person="wang",
            command=types[n % len(types)],
            subject="=1+1",
            details={},
        )
        for n, role in enumerate([*PEOPLE, *[Role.CONTROLLER] * len(types)])
    ]
    text = audit_csv(
        AuditView(room="demo", show="s", lines=made), {"wang": "王"}, read_catalog(find_web(), lang).gettext
    )
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == len(made) + 1
    assert len(rows[0]) == len(COLUMNS)
    for row in rows:
        assert not any(cell.startswith(("did.", "role.", "audit.", "=")) for cell in row), row
    assert {row[3] for row in rows[1:]} == {"王"}


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_every_field_of_a_command_has_its_words(lang: str) -> None:
    say = read_catalog(find_web(), lang).gettext
    names = {field.encode_name for kind in COMMAND_TYPES for field in fields(kind)} - {*OWN, *SUBJECTS}
    said = [details(line(**{name: "0"}), say) for name in sorted(names)]
    assert not [words for words in said if words.startswith("with.")]


def test_lengths_and_instants_are_told_as_people_read_them() -> None:
    say = read_catalog(find_web(), "zh-CN").gettext
    told = line(duration_for_ms="90000", until_ms="60000", title="抽奖")
    assert details(told, say) == "时长：90 s、截止：1970-01-01T00:01:00Z、标题：抽奖"


def line(**said: str) -> AuditLine:
    return AuditLine(id="c", seq=1, at_ms=0, role=Role.HOST, person=None, command="undo", subject="", details=said)
