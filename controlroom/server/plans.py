"""The doors for plans: the room's versions, what is found in the one that runs, a past show as a plan.

Owns: `GET …/plan`, `GET …/plans`, `GET …/plans/{version}`, `GET …/shows/{show}/plan`, the page's `…/check`; how the plan of a
command becomes a version.
Law: a plan is a version before a show runs by it; whether it was accepted, and which runs now, the journal says.
Must not know: what a plan may contain (`planfile`), how it is applied (`room`, which says what stays).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from controlroom.domain.commands import AnyCommand, ShowEnd
from controlroom.domain.plan import Plan, SegmentPlan
from controlroom.domain.plan_digest import plan_digest
from controlroom.domain.replanning import staying
from controlroom.domain.topics import Topic
from controlroom.ports import Rehearsed
from controlroom.render import panes
from controlroom.room import planning
from controlroom.room.state import RoomState
from controlroom.server import describe
from controlroom.server.auth import Session
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors, doors, past_show
from controlroom.server.paned import KEPT_NOWHERE, entered, pane_response
from controlroom.server.plan_answers import Checked, Versions
from controlroom.server.problems import FieldError, Problem

if TYPE_CHECKING:
    from controlroom.live.room import LiveRoom
    from controlroom.views.shapes import View
    from controlroom.words.reader import Reader
from controlroom.planfile.findings import Finding, FoundWord

router: Final = APIRouter(route_class=Direct)
_API: Final = "/api/v1/rooms/{room}"
_ENCODE: Final = msgspec.json.Encoder().encode
_YAML: Final = "application/yaml; charset=utf-8"

TITLED: Final = frozenset(
    """
    after_segment bad_wording below_cost early_start empty_offer evidence_out_of_date few_points list_price_below_price
    long_introduction long_opening low_margin many_points merge_key missing_playbook much_stock no_alias no_cost
    no_end no_evidence no_expected_units no_host no_introduction no_link no_opening no_owner no_papers no_product
    no_rescue no_script no_steps no_stock no_stock_check no_wording offer_not_cheaper open_ended_offer over_slot
    own_approval paper_out_of_date paper_without_date placeholder_without_value quota_above_stock
    reserved_key safety_above_stock script_too_long stock_sign_off task_without_person thin_stock under_slot unquoted_boolean
    unquoted_braces unquoted_comma unquoted_time
    """.split()
)
"""Findings of a plan that can be used: each has its words in every language, in the catalogs (`found.CODE`)."""


class Given(NamedTuple):
    """A plan that came with a command. `document`: None: it is a version already."""

    plan: Plan
    document: str | None


async def plan_of(at: Doors, room: str, told: object) -> Given:
    """Return the plan that a command tells: a version's number, a document of the plan file's shape, or its text.

    Raises:
        Problem: 400, naming what is wrong.
    """
    from controlroom.planfile.documents import read_document  # a tenth of a second at every start, for a rare command

    number = int(told) if isinstance(told, int) or (isinstance(told, str) and told.strip().isdecimal()) else None
    if number is not None:
        row = await at.house.plans.plan(room, number)
        if row is None:
            known = await at.house.plans.all(room)
            message = f"There is no version {number} of the room's plans: there are {len(known)} (GET …/plans)."
            raise Problem(400, "bad_plan", message, errors=[FieldError("plan", "unknown_version", message)])
        text = row.document
    else:
        text = told if isinstance(told, str) else _ENCODE(told).decode()
    read = await asyncio.to_thread(read_document, text)
    if read.plan is None:
        errors = [
            FieldError(f"plan.{f.path}" if f.path else "plan", f.code, f.message)
            for f in read.findings
            if f.severity == "error"
        ]
        detail = errors[0].message if errors else "The plan cannot be read: `controlroom check` says why."
        raise Problem(400, "bad_plan", detail, errors=errors)
    return Given(read.plan, None if number is not None else text)


async def keep(at: Doors, room: str, given: Given, source: str) -> None:
    """Keep a plan as the room's newest version, if it is none yet."""
    if given.document is not None:
        await at.house.plans.save(room, now_ms(), source, plan_digest(given.plan), given.document)


async def done(at: Doors, live: LiveRoom, command: AnyCommand) -> None:
    """Note after an accepted command how far a plan was rehearsed, when it ended a rehearsal."""
    if not isinstance(command, ShowEnd) or live.row.mode != "rehearsal":
        return
    row = live.read(_reached)
    if row is not None:
        await at.house.plans.rehearse(row)


def _reached(s: RoomState) -> Rehearsed | None:
    plan = planning.running(s)
    if plan is None:
        return None
    ids = {segment.id for segment in plan.segments}
    aired = len(ids & set(s.rundown.aired))
    return Rehearsed(digest=plan_digest(plan), show=s.show, ended_ms=now_ms(), aired=aired, segments=len(ids))


def now_ms() -> int:
    """Return the system's now: versions and rehearsals are kept by the calendar, not by a room's clock."""
    return time.time_ns() // 1_000_000


async def checked(at: Doors, room: str) -> Checked:
    """Return what is found in the plan by which the room's show would run now, edits of the rundown in it."""
    live = await at.start(room)
    show, plan, runs = live.show, *live.read(lambda s: (s.plan, planning.running(s)))
    if plan is None or runs is None:
        return Checked(show=show, version=None, saved_ms=None, findings=None, rehearsed=None)
    digest = plan_digest(plan)
    now = plan_digest(runs)
    edits = runs.segments if now != digest else None
    row = await at.house.plans.saying(room, digest)
    words = at.house.words.of(room)
    return Checked(
        show=show,
        version=row.version if row is not None else None,
        saved_ms=row.saved_ms if row is not None else None,
        findings=await asyncio.to_thread(_find, row.document, edits, words) if row is not None else None,
        rehearsed=await at.house.plans.rehearsed(now),
    )


def _find(document: str, edits: Sequence[SegmentPlan] | None, words: Reader) -> list[Finding]:
    """Return what is found in a text. `edits`: its segments as they are now; None: as they stand there."""
    from controlroom.planfile.documents import check_as_it_runs, check_document

    if edits is not None:
        return check_as_it_runs(document, edits, words.finder).findings
    return check_document(document, words.finder).findings


async def _planner(request: Request, room: str) -> tuple[Doors, Session]:
    at = doors(request)
    session = await at.session(request, room)
    return at, session


@router.get(f"{_API}/plan", openapi_extra=describe.PLAN, tags=["people"], summary="Check the plan that runs")
async def get_plan(request: Request, room: str) -> Response:
    """Return the version by which the show runs, what is found in it, and whether it was rehearsed as it is."""
    at, _ = await _planner(request, room)
    return Response(_ENCODE(await checked(at, room)), media_type="application/json", headers=KEPT_NOWHERE)


@router.get(f"{_API}/plans", openapi_extra=describe.PLANS, tags=["people"], summary="List the room's plans")
async def get_plans(request: Request, room: str) -> Response:
    """Return the versions of the room's plan."""
    at, _ = await _planner(request, room)
    versions = Versions(room=room, plans=list(await at.house.plans.all(room)))
    return Response(_ENCODE(versions), media_type="application/json", headers=KEPT_NOWHERE)


@router.get(
    f"{_API}/plans/{{version}}", openapi_extra=describe.PLAN_TEXT, tags=["people"], summary="Read a version of the plan"
)
async def get_version(request: Request, room: str, version: str) -> Response:
    """Return a plan's text as it was written."""
    at, _ = await _planner(request, room)
    row = await at.house.plans.plan(room, int(version)) if version.isdecimal() and len(version) < 10 else None
    if row is None:
        raise Problem(404, "no_plan", f"The room '{room}' has no version '{version[:20]}' of its plan.")
    return Response(row.document, media_type=_YAML, headers=KEPT_NOWHERE)


@router.get(
    f"{_API}/shows/{{show}}/plan", openapi_extra=describe.PLAN_TEXT, tags=["people"], summary="Copy a show as a plan"
)
async def get_copy(request: Request, room: str, show: str) -> Response:
    """Return a show as a plan: its text, its segments in their last order, each as long as it really was on air."""
    from controlroom.planfile.documents import as_it_was

    at, session = await _planner(request, room)
    live = await at.start(room)
    if show == live.show:
        plan, rundown, end_ms = live.read(lambda s: (s.plan, s.rundown, s.ended_ms or s.as_of_ms))
    else:
        past = await past_show(at, session, show)
        plan, rundown, end_ms = past.plan, past.rundown, past.ended_ms or past.as_of_ms
    row = await at.house.plans.saying(room, plan_digest(plan)) if plan is not None else None
    if row is None:
        message = f"The show '{show}' has no plan, or one whose text was never kept (GET …/plans lists what is)."
        raise Problem(404, "no_plan", message)
    text = await asyncio.to_thread(as_it_was, row.document, rundown.segments, rundown.took_ms(end_ms))
    name = {"Content-Disposition": f'attachment; filename="{show}.yaml"'}
    return Response(text, media_type=_YAML, headers=KEPT_NOWHERE | name)


@router.get("/rooms/{room}/{page}/check", include_in_schema=False)
async def get_check(request: Request, room: str, page: str) -> Response:
    """Show what is found in the plan before the start."""
    at, _, lang, views = await _pane(request, room, page)
    found = await checked(at, room)
    told = None if found.findings is None else [_told(finding) for finding in found.findings]
    html = panes.plan_check(
        at.house.renderer.pane, lang, told, views, version=found.version, saved_ms=found.saved_ms,
        rehearsed=(found.rehearsed.aired, found.rehearsed.segments) if found.rehearsed is not None else None,
    )  # fmt: skip
    return pane_response(html)


@router.get("/rooms/{room}/{page}/plans", include_in_schema=False)
async def get_versions_pane(request: Request, room: str, page: str) -> Response:
    """Show the versions of the room's plan."""
    at, live, lang, views = await _pane(request, room, page)
    digest = live.read(lambda s: plan_digest(s.plan) if s.plan is not None else None)
    marks = await at.house.plans.all(room)
    runs = next((mark.version for mark in reversed(marks) if mark.digest == digest), None)
    rows = [panes.Version(mark.version, mark.saved_ms, mark.source, mark.version == runs) for mark in marks]
    html = panes.plan_versions(at.house.renderer.pane, lang, rows, views)
    return pane_response(html)


@router.get("/rooms/{room}/{page}/plans/{version}", include_in_schema=False)
async def get_version_pane(request: Request, room: str, page: str, version: str) -> Response:
    """Show what a version would change of the plan that runs."""
    from controlroom.planfile.differences import differences
    from controlroom.planfile.documents import read_document

    at, live, lang, views = await _pane(request, room, page)
    row = await at.house.plans.plan(room, int(version)) if version.isdecimal() and len(version) < 10 else None
    if row is None:
        raise Problem(404, "no_plan", f"The room '{room}' has no version '{version[:20]}' of its plan.")
    plan = live.read(lambda s: s.plan)
    runs = await at.house.plans.saying(room, plan_digest(plan)) if plan is not None else None
    differs = await asyncio.to_thread(differences, runs.document, row.document) if runs is not None else None
    new = (await asyncio.to_thread(read_document, row.document)).plan
    stays = (
        live.read(lambda s: staying(planning.merged_with(s, new), new.segments))
        if plan is not None and new is not None
        else []
    )
    html = panes.plan_version(
        at.house.renderer.pane, lang, row.version, differs, views, planless=plan is None, stays=stays
    )
    return pane_response(html)


async def _pane(request: Request, room: str, page: str) -> tuple[Doors, LiveRoom, str, dict[Topic, View]]:
    at, session, live, lang = await entered(request, room, page)
    return at, live, lang, live.glance(session.role, (Topic.SHOW,))[0]


def _told(finding: Finding) -> panes.Found:
    return panes.Found(
        severity=finding.severity,
        title=finding.code if finding.code in TITLED else "other",
        message=finding.message,
        mend=finding.mend,
        owner=finding.owner,
        line=finding.line,
        path=finding.path,
        word=_watched(finding.word) if finding.word is not None else None,
        chinese=_chinese(finding),
    )


def _watched(word: FoundWord) -> panes.Watched:
    stands = word.stands
    by, because = (stands.by, stands.why) if stands is not None else (None, None)
    return panes.Watched(word.text, word.named, word.why, word.better, by, because)


def _chinese(finding: Finding) -> str | None:
    from controlroom.planfile.chinese import in_chinese  # with the checks, which a start does without

    said, mend = in_chinese(finding.message), in_chinese(finding.mend)
    return f"{said}{mend or ''}" if said is not None and (mend is not None or finding.mend is None) else None
