"""From a segment's tasks as written to the plan's.

Owns: the ids of tasks that have none.
Law: an id stays the same when tasks change places, so that what is done stays done when a plan is applied anew.
Must not know: YAML, people, whether a task makes sense.
"""

from __future__ import annotations

from hashlib import blake2b

from controlroom.domain.plan import TaskPlan, Text
from controlroom.planfile.kept import warn_of_traps
from controlroom.planfile.models import Segment
from controlroom.planfile.tree import Path, Tree


def resolve_tasks(segment: Segment, path: Path, tree: Tree) -> tuple[TaskPlan, ...]:
    """Return the tasks of a segment.

    Args:
        segment: As the models read it.
        path: The segment's, for the warnings about what YAML reads otherwise than it looks.
        tree: Gets the warnings.
    """
    written = tree.at((*path, "tasks"))
    if written is not None:
        warn_of_traps(tree, written, (*path, "tasks"))
    found: list[TaskPlan] = []
    seen: dict[str, int] = {}
    for task in segment.tasks:
        made = task_id(segment.id, task.title)
        seen[made] = seen.get(made, 0) + 1
        again = f":{seen[made]}" if seen[made] > 1 else ""
        found.append(
            TaskPlan(
                id=task.id if task.id is not None else made + again,
                title=task.title,
                offset_for_ms=task.at,
                owner=task.owner,
                approver=task.approve,
                inform=tuple(task.inform),
                sku=task.sku,
            )
        )
    return tuple(found)


def task_id(segment: str, title: Text) -> str:
    """Return the id of a task that was written without one; a plan's own ids have no colon in them."""
    words = title if isinstance(title, str) else "\n".join(title.values())
    return f"{segment}:{blake2b(words.encode(), digest_size=4).hexdigest()}"
