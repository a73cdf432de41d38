"""The tasks of the made moment: one late, one due, two to come, one to be approved, one done."""

from __future__ import annotations

from controlroom.domain.roles import PageName, Role
from controlroom.views.task_shapes import PersonView, TasksView, TaskView
from tests.unit.render.moment import MINUTE, NOW, both

TEAM = (
    PersonView(id="wei", name="小薇", role="host"),
    PersonView(id="wang", name="王", role="controller"),
    PersonView(id="zhang", name="张", role="assistant"),
    PersonView(id="chen", name="陈", role="operator"),
)


def task(id_: str, title: str, due_ms: int | None, owner: str | None, **fields: object) -> TaskView:
    """One task, waiting."""
    plain: dict[str, object] = {
        "segment": "cream", "sku": None, "approver": None, "inform": (), "holds_ms": None, "state": "waiting",
        "done_ms": None, "done_by": None, "approved_ms": None,
    }  # fmt: skip
    return TaskView(id=id_, title=title, due_ms=due_ms, owner=owner, **{**plain, **fields})  # type: ignore[arg-type]


def tasks() -> TasksView:
    """The topic."""
    done = {"state": "done", "done_by": "assistant"}
    return TasksView(
        tasks=(
            task("cream:1", "再弹 3 号链接", NOW - 100_000, "wang", state="late", inform=("zhang",)),
            task("cream:2", "递检测报告", NOW - 7_000, "zhang", state="due"),
            task("serum:1", "精华样品和羽毛上桌", NOW + 2 * MINUTE, "zhang", segment="serum", holds_ms=NOW + 213_000),
            task("eye:1", "平台改价 139.00", NOW + 9 * MINUTE, "controller", segment="eye", approver="chen"),
            task("call", both("叫客服上线", "Call customer service"), None, None),  # type: ignore[arg-type]
            task("open:2", "核对主推库存", NOW - 30 * MINUTE, "zhang", segment="open", approver="chen",
                 inform=("wei",), done_ms=NOW - 29 * MINUTE, **done),
            task("open:3", "试播五分钟", NOW - 40 * MINUTE, "zhang", segment="open", approver="wang",
                 done_ms=NOW - 28 * MINUTE, **done),
            task("open:1", "检查灯光和网络", NOW - 30 * MINUTE, "zhang", segment="open", done_ms=NOW - 31 * MINUTE, **done),
        ),
        team=TEAM,
    )  # fmt: skip


def reader_of(page: PageName) -> Role:
    """Return whose page it is first of all."""
    return Role.ASSISTANT if page == "mine" else Role(page)
