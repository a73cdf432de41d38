"""What a method compares, and how a rule's own threshold takes its place."""

from __future__ import annotations

import pytest

from controlroom.domain.alerts.methods import METHODS, Line, line_of
from controlroom.domain.alerts.readings import labels, neighbour
from controlroom.domain.alerts.rules import Limit, Method, Rule


@pytest.mark.parametrize("method", METHODS)
def test_what_a_method_reads_can_be_read(method: Method) -> None:
    reckons = METHODS[method]
    limit = reckons.above or reckons.below
    assert limit is not None
    assert labels(reckons.metric)
    assert labels(neighbour(reckons.metric, limit.field or ""))


def test_a_rules_own_threshold_replaces_the_methods() -> None:
    ready = Limit(field="online.usual", times_millionths=700_000)
    mine = Limit(field="online.usual", times_millionths=500_000)
    assert line_of(Rule(id="v", method="viewer_drop")) == Line("online", -1, ready, ready)
    assert line_of(Rule(id="v", method="viewer_drop", below=mine, clear=ready)) == Line("online", -1, mine, ready)


def test_a_rule_without_a_threshold_never_fires() -> None:
    line = line_of(Rule(id="v", metric="online"))
    assert (line.side, line.fire.value_millionths) == (1, 10**18)
