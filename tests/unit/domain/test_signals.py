"""What the host says back."""

from __future__ import annotations

from controlroom.domain.signals import BRIDGE, KEPT, KINDS, Signals


def test_a_rescue_comes_before_what_has_waited_longer() -> None:
    signals = Signals()
    signals.send("a", "slower", 1)
    signals.send("b", "stock", 2)
    signals.send("c", "rescue", 3, BRIDGE)
    assert [signal.id for signal in signals.waiting()] == ["c", "a", "b"]


def test_the_same_signal_again_while_it_waits_is_one_signal_sent_twice() -> None:
    signals = Signals()
    first = signals.send("a", "unclear", 1)
    again = signals.send("b", "unclear", 5)
    assert again is first
    assert (first.times, first.since_ms, first.again_ms, list(signals.by_id)) == (2, 1, 5, ["a"])


def test_the_same_signal_after_it_was_seen_is_a_new_one() -> None:
    signals = Signals()
    signals.send("a", "unclear", 1).seen_ms = 2
    signals.send("b", "unclear", 3)
    assert [signal.id for signal in signals.waiting()] == ["b"]
    assert [signal.id for signal in signals.recent()] == ["a"]


def test_only_the_last_that_were_seen_are_remembered_and_none_that_waits_is_lost() -> None:
    signals = Signals()
    signals.send("wait", "rescue", 0)
    for n in range(KEPT + 5):
        signals.send(f"s{n}", "slower", n).seen_ms = n
    signals.send("last", "next", 99)
    assert [signal.id for signal in signals.waiting()] == ["wait", "last"]
    assert [signal.id for signal in signals.recent()] == [f"s{n}" for n in range(KEPT + 4, 4, -1)]


def test_there_are_five_kinds() -> None:
    assert KINDS == ("slower", "unclear", "stock", "next", "rescue")
