"""The sheet of who did what: words of both languages for every command, nothing that a sheet would take for a formula."""

import csv
import io
from typing import get_args, get_type_hints

import pytest
from msgspec.structs import fields, replace

from controlroom.domain.asides import ACCESS, Aside
from controlroom.domain.commands import COMMAND_TYPES
from controlroom.domain.errors import RefusalCode
from controlroom.domain.roles import PEOPLE, Role
from controlroom.render.auditing import COLUMNS, FLAGS, Wording, audit_csv, details, told, undid
from controlroom.render.locale import read_catalog
from controlroom.render.web import find_web
from controlroom.views.audit import OWN, SUBJECTS, AuditLine, AuditView, Undid

NAMES = {"wang": "王"}


def words(lang: str) -> Wording:
    return Wording(read_catalog(find_web(), lang).gettext, lang, NAMES)


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_every_command_role_and_refusal_has_its_words(lang: str) -> None:
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
    asides = [aside("take", code) for code in (*get_args(RefusalCode), "not_allowed")]
    asides += [replace(aside(what), role=None) for what in ACCESS]
    text = audit_csv(AuditView(room="demo", show="s", lines=made, asides=asides), words(lang))
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == len(made) + len(asides) + 1
    assert len(rows[0]) == len(COLUMNS)
    for row in rows:
        assert not any(cell.startswith(("did.", "role.", "audit.", "refused.", "=")) for cell in row), row
    assert {row[3] for row in rows[1:]} == {"王"}


@pytest.mark.parametrize("lang", ["en", "zh-CN"])
def test_every_field_of_a_command_has_its_words(lang: str) -> None:
    say = read_catalog(find_web(), lang).gettext
    names = {field.encode_name for kind in COMMAND_TYPES for field in fields(kind)} - {*OWN, *SUBJECTS}
    said = [details(line(**{name: "0"}), say) for name in sorted(names)]
    assert not [one for one in said if one.startswith("with.")]


def test_lengths_and_instants_are_told_as_people_read_them() -> None:
    say = read_catalog(find_web(), "zh-CN").gettext
    long = line(duration_for_ms="90000", until_ms="60000", title="抽奖")
    assert details(long, say) == "时长：90 s、截止：1970-01-01T00:01:00Z、标题：抽奖"


@pytest.mark.parametrize(("lang", "said"), [("en", "on: yes, flashing: no"), ("zh-CN", "开：是、闪烁：否")])
def test_yes_and_no_are_said_in_words(lang: str, said: str) -> None:
    assert details(line(on="true", flash="false"), read_catalog(find_web(), lang).gettext) == said
    kinds = (get_type_hints(kind) for kind in COMMAND_TYPES)
    assert {name for hints in kinds for name, type_ in hints.items() if type_ is bool} == FLAGS


@pytest.mark.parametrize(("lang", "said"), [("en", "Take “Night cream” 20:14:03"), ("zh-CN", "切换「面霜」 20:14:03")])
def test_what_was_taken_back_is_said_in_words(lang: str, said: str) -> None:
    back = replace(line(), undid=Undid(command="take", what={"zh-CN": "面霜", "en": "Night cream"}, at_ms=0))
    assert undid(back, words(lang), lambda _: "20:14:03") == said
    sheet = audit_csv(AuditView(room="demo", show="s", lines=[back]), words(lang))
    assert sheet.endswith(f"{said.removesuffix('20:14:03')}1970-01-01T00:00:00Z\n")
    assert undid(line(), words(lang), str) == ""


def test_refusals_and_links_stand_in_the_order_of_time_and_by_themselves() -> None:
    asides = [replace(aside("take", "stale"), at_ms=500), replace(aside("link.give"), at_ms=1500)]
    view = AuditView(
        room="demo", show="s", lines=[line(), replace(line(), seq=2, at_ms=1000)], asides=asides
    )  # fmt: skip
    assert [one.seq for one in told(view, words("en"), str)] == [1, None, 2, None]
    assert [(one.command, one.details, one.result) for one in told(view, words("en"), str, "refused")] == [
        ("Take", "Somebody has just changed this: look, then press again", "refused")
    ]
    assert [(one.command, one.result) for one in told(view, words("en"), str, "access")] == [("Link given", "done")]


def aside(what: str, code: str | None = None) -> Aside:
    return Aside(
        room="demo", show="s", at_ms=0, role=Role.CONTROLLER, person="wang", what=what, about="=1+1", code=code
    )  # fmt: skip


def line(**said: str) -> AuditLine:
    return AuditLine(id="c", seq=1, at_ms=0, role=Role.HOST, person=None, command="undo", subject="", details=said)


@pytest.mark.parametrize(("lang", "name"), [("en", "Night cream"), ("zh-CN", "面霜")])
def test_what_a_line_is_about_is_told_by_its_name_with_its_id_beside_it(lang: str, name: str) -> None:
    made = replace(line(), subject="K-1", called={"zh-CN": "面霜", "en": "Night cream"})
    (row,) = csv.DictReader(io.StringIO(audit_csv(AuditView(room="demo", show="s", lines=[made]), words(lang))))
    assert [row[words(lang).say(f"audit.{column}")] for column in ("subject", "called")] == ["K-1", name]
