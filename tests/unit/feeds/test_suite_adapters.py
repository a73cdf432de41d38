"""Every adapter of the registry passes the suite, with the samples of its platform."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from controlroom.feeds import registry
from controlroom.feeds.barragegrab.decode import Decoder as BarrageGrabDecoder
from controlroom.feeds.batches import each
from controlroom.feeds.douyinlive.decode import Decoder as DouyinLiveDecoder
from controlroom.feeds.obalive.decode import Decoder as ObaLiveDecoder
from controlroom.feeds.suite import New, Pack, check_all, samples_in

GOLDEN = Path(__file__).parents[2] / "golden" / "feeds"


class Row(NamedTuple):
    """An adapter and the folder of its samples."""

    kind: str
    folder: str
    new: New
    pack: Pack = bytes


ROWS = (
    Row("barragegrab", "douyin_barragegrab", lambda: each(BarrageGrabDecoder())),
    Row("barragegrab", "douyin_wushuaihua_barragegrab", lambda: each(BarrageGrabDecoder())),
    Row("douyinlive", "douyin_jwwsjlm_ws", lambda: each(DouyinLiveDecoder())),
    Row("obalive", "oba_live_tool_ws", lambda: each(ObaLiveDecoder())),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.folder)
def test_adapter_passes_the_suite(row: Row) -> None:
    check_all(registry.find(row.kind), row.new, samples_in(GOLDEN / row.folder), row.pack)


def test_every_kind_with_a_client_has_a_row() -> None:
    built_in = {name for name in registry.names() if registry.find(name).make is not None}
    assert {row.kind for row in ROWS} == built_in


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.folder)
def test_every_sample_has_its_documented_events(row: Row) -> None:
    folder = GOLDEN / row.folder
    payloads = {path.stem for path in folder.glob("*.json") if not path.name.endswith(".expected.json")}
    assert payloads == {sample.name for sample in samples_in(folder)}
