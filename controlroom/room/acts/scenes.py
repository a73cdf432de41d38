"""Several things at one key.

Owns: `scene.apply`: what a scene of the plan means as commands, and how they are taken back together.
Law: a scene does what its parts would do one after another, at one place of the journal; what already holds is left alone,
and if one part would be refused the whole is. It is taken back whole, unless somebody has changed a part since.
Must not know: what the parts do (their rows say it).
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy, deepcopy

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain.desk import Chip
from controlroom.domain.errors import Refusal
from controlroom.domain.offers import Round
from controlroom.domain.plan import OfferPlan, ScenePlan, Text, TimerPlan
from controlroom.domain.pricing import Asked
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.acts.act import Act, Place, Undoing, no, not_live
from controlroom.room.acts.timing import of_plan
from controlroom.room.acts.together import Part, Together
from controlroom.room.announcing import announce, unannounce, waiting
from controlroom.room.pairing import opens, planned_timer, timer_for
from controlroom.room.state import Program, RoomState


class Applied(Struct):
    """A scene's parts, in their order, the record that `applied` it, and the `scene` before.

    `unsaid`: its announcement that waited on the desk before.
    """

    seq: int
    scene: str | None
    parts: list[Part]
    applied: str
    unsaid: Chip | None


def commands(s: RoomState, id_: str, scene: ScenePlan) -> list[cmd.Command]:
    """Return what a scene means now, as commands with the id of its own."""
    found: list[cmd.Command] = []
    timer = s.timers.by_id.get(scene.timer) if scene.timer is not None else None
    starts = scene.timer is not None and (timer is None or timer.state not in ("running", "paused"))
    planned = of_plan(s, scene.timer) if scene.timer is not None else None
    with_timer = starts and planned is not None and planned.offer == scene.offer  # it opens its offer itself
    if scene.sku is not None and (s.program is None or s.program.sku != scene.sku):
        found.append(cmd.ProductSwitch(id=id_, sku=scene.sku))
    if scene.offer is not None and s.offers.running(scene.offer) is None and not with_timer:
        found.append(cmd.OfferOpen(id=id_, offer=scene.offer))
    if scene.timer is not None and starts:
        found.append(cmd.TimerStart(id=id_, timer=scene.timer))
    if scene.cue is not None:
        found.append(cmd.CueShow(id=id_, cue=scene.cue))
    waiting = s.tasks.by_id
    tasks = tuple(i for i in scene.tasks if i in waiting and waiting[i].done_ms is waiting[i].called_ms is None)
    if tasks:
        found.append(cmd.TaskCall(id=id_, tasks=tasks))
    return found


def as_if(s: RoomState, parts: list[tuple[cmd.Command, Act]], now_ms: int) -> RoomState:
    """Return the state as a scene's card will find it: the product, price, offer and timer before it are in place."""
    seen = copy(s)
    for part, row in parts:
        match part:
            case cmd.ProductSwitch():
                seen.program = Program(part.sku, now_ms)
            case cmd.OfferOpen():
                plan = s.plan.offer(part.offer) if s.plan is not None else None
                timer = timer_for(s, part.offer, now_ms)
                _open_as_if(seen, plan, now_ms)
                _start_as_if(seen, timer, now_ms)
            case cmd.TimerStart() if row.refuse is not None and part.timer is not None:
                if row.refuse(s, part, Role.CONTROLLER, now_ms) is None:  # type: ignore[arg-type]
                    timer = of_plan(s, part.timer)
                    _open_as_if(seen, opens(s, timer), now_ms)
                    _start_as_if(seen, timer, now_ms)
    return seen


def _open_as_if(seen: RoomState, plan: OfferPlan | None, now_ms: int) -> None:
    if plan is None:
        return
    ends_ms = now_ms + plan.lasts_for_ms if plan.lasts_for_ms is not None else None
    one = Round(plan.id, plan.sku, now_ms, plan.quota, ends_ms, plan.price_minor)
    seen.offers = replace(seen.offers, rounds=[*seen.offers.rounds, one])
    if plan.price_minor is not None:
        seen.asked = seen.asked | {plan.sku: Asked(plan.price_minor, now_ms, None)}


def _start_as_if(seen: RoomState, timer: TimerPlan | None, now_ms: int) -> None:
    if timer is not None:
        seen.timers = deepcopy(seen.timers)
        seen.timers.start(planned_timer(timer, now_ms))


class _Scenes:
    """The functions of the row, over the rows of what a scene may hold."""

    def __init__(self, rows: Mapping[type[cmd.Command], Act]) -> None:
        self._all = Together(rows)

    def _parts(self, s: RoomState, c: cmd.SceneApply) -> list[cmd.Command]:
        scene = s.plan.scene(c.scene) if s.plan is not None else None
        return commands(s, c.id, scene) if scene is not None else []

    def carry(self, s: RoomState, c: cmd.SceneApply, at: Place) -> None:
        """Do the parts, one after another."""
        self._all.carry(s, self._parts(s, c), at)
        s.scene = c.scene
        scene = s.plan.scene(c.scene) if s.plan is not None else None
        if scene is not None:
            sku = s.program.sku if s.program is not None else None
            announce(s, f"scene:{scene.id}", scene.announce, sku, at.received_ms, str(at.seq), scene.offer)

    def keep(self, s: RoomState, c: cmd.SceneApply, at: Place) -> Applied:
        """Read what taking back each part will need."""
        kept = self._all.keep(s, self._parts(s, c), at)
        return Applied(at.seq, s.scene, kept, c.scene, waiting(s, f"scene:{c.scene}"))

    def restore(self, s: RoomState, kept: Applied, at: Place) -> None:
        """Take the parts back, the last first."""
        self._all.restore(s, kept.parts, at)
        unannounce(s, f"scene:{kept.applied}", kept.unsaid)
        s.scene = kept.scene

    def gone(self, s: RoomState, kept: Applied) -> bool:
        """Tell whether somebody has changed a part since."""
        return self._all.gone(s, kept.parts, kept.seq)

    def refuse(self, s: RoomState, c: cmd.SceneApply, by: Role, now_ms: int) -> Refusal | None:
        """Refuse what cannot be done whole, or would do nothing."""
        refusal = not_live(s)
        if refusal is not None:
            return refusal
        if s.plan is None or s.plan.scene(c.scene) is None:
            return no("unknown_scene", f"the plan has no scene {c.scene!r}", c.scene)
        parts = self._parts(s, c)
        if not parts:
            return no("nothing_to_do", "all that this scene names is so already", c.scene)
        rows = [(part, self._all.row(part)) for part in parts]
        for part in parts:
            seen = as_if(s, rows, now_ms) if isinstance(part, cmd.CueShow) else s
            refusal = self._all.refuse(seen, part, by, now_ms)
            if refusal is not None:
                return refusal
        return None


def _title(s: RoomState, c: cmd.SceneApply) -> Text:
    scene = s.plan.scene(c.scene) if s.plan is not None else None
    return scene.title if scene is not None else c.scene


def acts(rows: Mapping[type[cmd.Command], Act]) -> dict[type[cmd.Command], Act]:
    """Return the row of `scene.apply`, whose parts are carried out by `rows`."""
    scenes = _Scenes(rows)
    kinds = (cmd.ProductSwitch, cmd.OfferOpen, cmd.CueShow, cmd.TimerStart, cmd.TaskCall)
    return {
        cmd.SceneApply: Act(
            carry=scenes.carry,
            refuse=scenes.refuse,
            touches=frozenset({Topic.SCENES, Topic.DESK}).union(*(rows[kind].touches for kind in kinds)),
            subject="scene",
            what=_title,
            undo=Undoing(Applied, scenes.keep, scenes.restore, scenes.gone, why="part_changed"),
        )
    }
