"""A live room's alerts reach a chat app; a rehearsal's reach nobody."""

from __future__ import annotations

import json
from pathlib import Path

from controlroom.domain.roles import Role
from controlroom.settings import Settings
from controlroom.store import open_store
from tests.contract.conftest import Begun, open_front
from tests.unit.notify.made import until
from tests.unit.notify.receiver import Receiver


async def test_a_live_rooms_alerts_are_told_and_a_rehearsals_are_not(begun: Begun, tmp_path: Path) -> None:
    receiver = Receiver()
    receiver.open()
    file = tmp_path / "team.yaml"
    file.write_text(json.dumps({"targets": [{"name": "duty", "url": receiver.url, "lang": "en"}]}), encoding="utf-8")
    file.chmod(0o600)
    try:
        async with open_front(begun, tmp_path / "data", notify=file) as front:
            await front.house.start_all()
            for room in ("drill", "demo"):
                gone = {"type": "stock", "id": f"gone-{room}", "sku": "K-1", "on_hand": 0}
                assert (await front.post(gone, room)).status_code == 200
            await until(lambda: bool(receiver.told))
            drilled = (await front.get("state?topics=alerts", room="drill")).json()["topics"]["alerts"]["open"]
            show = (await front.get("state?topics=show", Role.HOST)).json()["topics"]["show"]
        async with open_store(Settings(data=tmp_path / "data")) as store:
            letters = await store.outbox.newest(100)
    finally:
        receiver.close()
    assert "sold_out" in {alert["rule"] for alert in drilled}
    assert {letter.room for letter in letters} == {"demo"}
    assert all("demo" in message["title"] for message in receiver.told)
    assert "K-1" in receiver.told[0]["message"]
    assert show["unsent"] == []
