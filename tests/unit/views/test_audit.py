"""Who did what: a line for each accepted command, with what became of it."""

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.events import Comment
from controlroom.domain.records import encode_page
from controlroom.domain.roles import Role
from controlroom.views.audit import TEXT_MAX, AuditLine, Undid, line_of, titles_of, with_results
from tests.stories import PLAN

AT_MS = 1_767_225_600_000


def line(command: cmd.AnyCommand, seq: int = 1, person: str | None = None) -> AuditLine | None:
    return line_of(encode_page([rec.Accepted(by=Role.CONTROLLER, command=command, person=person)], seq, AT_MS))


def test_a_command_is_told_with_its_giver_its_subject_and_what_else_it_says() -> None:
    told = line(cmd.PriceSet(id="c-1", sku="K-1", unit_minor=9900, expected_seq=4), 7, "wang")
    assert told == AuditLine(
        id="c-1", seq=7, at_ms=AT_MS, role=Role.CONTROLLER, person="wang", command="price.set", subject="K-1",
        details={"unit_minor": "9900"},
    )  # fmt: skip


def test_facts_and_what_the_server_saw_are_no_commands() -> None:
    said = Comment(user="u", text='"type":"command"', id="e", source="s", at=AT_MS)
    assert line_of(encode_page([said], 1, AT_MS)) is None
    assert line_of(encode_page([rec.RoomReached(to_ms=5)], 1, AT_MS)) is None


def test_a_show_that_somebody_opened_is_a_command_of_theirs() -> None:
    opened = rec.ShowOpened(room="demo", show="demo-2", mode="live", command="c-9", by=Role.OPERATOR)
    told = line_of(encode_page([opened], 1, AT_MS))
    assert told is not None
    assert (told.command, told.role, told.id) == ("show.open", Role.OPERATOR, "c-9")
    assert line_of(encode_page([rec.ShowOpened(room="demo", show="demo-1", mode="live")], 1, AT_MS)) is None


def test_a_long_text_is_cut_to_a_line() -> None:
    told = line(cmd.NoteAdd(id="c-1", text="a\nb " + "x" * 400))
    assert told is not None
    assert told.details["text"].startswith("a b xx")
    assert len(told.details["text"]) == TEXT_MAX


def test_what_was_taken_back_says_so() -> None:
    lines = [
        line(cmd.NoteAdd(id="c-1", text="a")),
        line(cmd.NoteAdd(id="c-2", text="b")),
        line(cmd.Undo(id="c-3", command="c-1")),
    ]
    found = with_results([one for one in lines if one is not None])
    assert [(one.id, one.result) for one in found] == [("c-1", "undone"), ("c-2", "done"), ("c-3", "done")]


def test_what_an_undo_took_back_is_named_as_people_call_it() -> None:
    opened = rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN)
    titles = titles_of(encode_page([opened], 1, AT_MS))
    given: list[cmd.AnyCommand] = [
        cmd.Take(id="c-1", segment="cream", from_=None),
        cmd.RundownInsert(id="c-2", after=None, segment=cmd.NewSegment(title="Q&A", planned_for_ms=60_000)),
        cmd.SegmentEdit(id="c-3", segment="cream", title={"en": "Night cream"}),
        cmd.Next(id="c-4", from_=None), cmd.NoteAdd(id="c-5", text="louder"),
    ]  # fmt: skip
    pages = [encode_page([rec.Accepted(by=Role.CONTROLLER, command=one)], 1, AT_MS) for one in given]
    for page in pages:
        titles |= titles_of(page)
    lines = [line_of(page) for page in pages] + [line(cmd.Undo(id=f"u-{n}", command=f"c-{n}")) for n in range(1, 7)]
    found = with_results([one for one in lines if one is not None], titles)[len(given) :]
    assert [one.undid for one in found] == [
        Undid(command="take", what={"en": "Night cream"}, at_ms=AT_MS),
        Undid(command="rundown.insert", what="Q&A", at_ms=AT_MS),
        Undid(command="segment.edit", what={"en": "Night cream"}, at_ms=AT_MS),
        Undid(command="next", what="", at_ms=AT_MS), Undid(command="note.add", what="louder", at_ms=AT_MS), None,
    ]  # fmt: skip
    assert titles["sku:cream"] == PLAN.products[0].title
    told = with_results([one for page in pages if (one := line_of(page)) is not None], titles)
    assert [(one.subject, one.called) for one in told] == [
        ("cream", {"en": "Night cream"}), ("Q&A", None), ("cream", {"en": "Night cream"}), ("", None), ("", None),
    ]  # fmt: skip
