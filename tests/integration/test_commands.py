"""The command line on a real data folder: what it prints, what it refuses, with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from controlroom.cli import main
from tests.process import ROOT

START_MS = 1_795_435_200_000
PLAN = """
show: {title: Evening, room: demo, timezone: Asia/Shanghai, currency: CNY, starts: 2026-11-23T20:00:00+08:00}
products:
  - {sku: cream, title: Cream, price: 199.00, stock: 100}
segments:
  - {id: one, title: One, minutes: 5, kind: product, sku: cream}
"""

DEMO = Path(__file__).resolve().parents[2] / "controlroom" / "planfile" / "demo.yaml"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on a data folder of its own; returns exit code, standard output, standard error."""
    monkeypatch.setenv("CONTROLROOM_DATA", str(tmp_path / "data"))

    def command(*argv: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in argv])
        out, err = capfd.readouterr()
        return int(left.value.code or 0), out, err

    return command


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "show.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return path


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """A show of 300 events, one of them twice."""
    path = tmp_path / "events.ndjson"
    lines = [{"type": "enter", "user": "u0", "at": START_MS}]
    for n in range(1, 299):
        at = START_MS + 137 * n
        order = {"type": "order", "id": f"o{n}", "order": f"o{n}", "status": "paid", "user": f"u{n % 40}"}
        sold = {"lines": [{"sku": "cream", "qty": 1, "unit_minor": 19_900}]}
        lines.append({"at": at, **order, **sold} if n % 5 == 0 else {"type": "like", "id": f"l{n}", "at": at})
    lines.append(lines[5])
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def show(run: Run, events: Path, plan: Path, tmp_path: Path) -> Path:
    """The show `demo-2`, imported into the room `demo` and exported again."""
    assert run("rooms", "new", "demo")[0] == 0
    code, out, err = run("import", "demo", events, "--plan", plan)
    assert (code, out) == (0, f"Show demo-2: 302 records from {events}.\n"), err
    path = tmp_path / "show.ndjson"
    assert run("export", "demo-2", "-o", path)[0] == 0
    return path


def test_help_names_every_command(run: Run) -> None:
    code, out, _ = run("--help")
    assert code == 0
    for name in "serve rehearse rooms keys links feeds check replay import export verify".split():
        assert f" {name} " in out


def test_new_room_is_listed(run: Run, plan: Path) -> None:
    assert run("rooms", "new", "demo", "--plan", plan, "--rehearsal", "--seed", "7")[:2] == (
        0,
        "Room demo (rehearsal, seed 7) is there, with show demo-1.\n",
    )
    code, out, _ = run("rooms", "list")
    assert code == 0
    assert out.splitlines()[1].split()[:4] == ["demo", "rehearsal", "demo-1", "1"]


def test_data_of_the_command_line_wins(run: Run, tmp_path: Path) -> None:
    run("rooms", "new", "here", "--data", tmp_path / "other")
    assert run("rooms", "list")[1] == ""
    assert "here" in run("rooms", "list", "--data", tmp_path / "other")[1]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("rooms", "new", "Bad Room"), "lower-case letters"),
        (("rooms", "new", "b", "--seed", "3"), "--rehearsal"),
        (("rooms", "new", "b", "--plan", "nowhere.yaml"), "nowhere.yaml: No such file"),
        (("keys", "new", "nowhere", "feed"), "rooms new nowhere"),
        (("keys", "new", "nowhere", ""), "feed's name"),
        (("links", "nowhere"), "There is no room 'nowhere'"),
        (("feeds", "nowhere"), "There is no room 'nowhere'"),
        (("export", "nowhere-1"), "There is no show 'nowhere-1'"),
        (("check", "nowhere.yaml"), "nowhere.yaml: No such file"),
        (("replay", "nowhere.ndjson", "--digest"), "nowhere.ndjson: No such file"),
        (("replay", "nowhere.ndjson", "--until-ms", "soon"), "epoch milliseconds"),
        (("serve", "--host", "0.0.0.0"), "127.0.0.1"),
        (("serve", "--port", "99999"), "65535"),
        (("nonsense",), "nonsense"),
    ],
)
def test_bad_argument_is_told_with_its_mend_and_exit_code_2(run: Run, argv: tuple[str, ...], said: str) -> None:
    code, out, err = run(*argv)
    assert code == 2
    assert said in err
    assert "Traceback" not in err
    assert out == ""


def test_bad_environment_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTROLROOM_PORT", "eighty")
    code, _, err = run("rooms", "list")
    assert code == 2
    assert "CONTROLROOM_PORT is 'eighty'" in err


def test_room_is_made_once(run: Run) -> None:
    run("rooms", "new", "demo")
    code, _, err = run("rooms", "new", "demo")
    assert code == 2
    assert "exists already" in err


def test_key_stands_alone_and_each_is_another(run: Run) -> None:
    run("rooms", "new", "demo")
    keys = [run("keys", "new", "demo", "shop")[1] for _ in range(2)]
    assert keys[0] != keys[1]
    for key in keys:
        assert key.startswith("crk_")
        assert len(key.split()) == 1


def test_links_are_the_same_each_time_and_in_both_forms(run: Run) -> None:
    run("rooms", "new", "demo")
    links = json.loads(run("links", "demo", "--format", "json")[1])
    assert list(links) == "admin operator controller host analyst assistant wall remote".split()
    rows = [row.split() for row in run("links", "demo")[1].splitlines()]
    assert rows == [[role, link["url"]] for role, link in links.items()]
    assert all(link["url"].startswith("http://127.0.0.1:8787/rooms/demo/") for link in links.values())
    assert all(link["url"].endswith(link["token"]) for link in links.values())


def test_feeds_says_so_when_no_server_runs(run: Run) -> None:
    run("rooms", "new", "demo")
    code, out, err = run("feeds", "demo")
    assert (code, out) == (1, "")
    assert "No server runs" in err
    assert "controlroom serve" in err


def test_check_passes_a_good_plan_and_fails_a_bad_one(run: Run, plan: Path) -> None:
    assert run("check", plan)[0] == 0
    assert run("check", DEMO)[:2] == (0, "")
    plan.write_text(PLAN.replace("price:", "prise:"), encoding="utf-8")
    code, out, _ = run("check", plan)
    assert code == 1
    assert f"{plan}:4:" in out
    code, out, _ = run("check", plan, "--format", "json")
    assert code == 1
    assert {finding["code"] for finding in json.loads(out)} == {"unknown_key", "missing_key"}


def test_check_asks_what_the_trade_asks_and_a_room_is_made_all_the_same(run: Run, plan: Path) -> None:
    plan.write_text(PLAN.replace("title: ", "title: 国家级", 1), encoding="utf-8")
    code, out, err = run("check", plan, "--format", "json")
    assert code == 1
    [finding] = [finding for finding in json.loads(out) if finding["severity"] == "error"]
    assert finding["code"] == "bad_wording"
    assert finding["word"]["category"] == "absolute"
    assert finding["mend"].endswith("A person decides.")
    assert finding["owner"] == "operator"
    assert "1 error" in err
    assert run("rooms", "new", "demo", "--plan", plan)[0] == 0


def test_template_is_imported_into_a_plan_with_its_comments_kept(run: Run, tmp_path: Path) -> None:
    sheets, show = tmp_path / "sheets.xlsx", tmp_path / "show.yaml"
    assert run("plan", "template", "-o", sheets)[:2] == (0, f"{sheets}\n")
    code, _, err = run("plan", "template", "-o", sheets)
    assert (code, "exists already" in err) == (2, True)
    code, out, _ = run("plan", "import", sheets, "--into", show)
    assert (code, out.splitlines()[0][:7]) == (0, "+ show:")
    assert run("check", show)[:2] == (0, "")
    assert run("plan", "import", sheets)[1] == show.read_text(encoding="utf-8")

    before = "# mine\n" + show.read_text(encoding="utf-8")
    show.write_text(before, encoding="utf-8")
    products = tmp_path / "products.csv"
    products.write_bytes('货号,直播价\r\ncream-50,"1,199.00"\r\n'.encode("gb18030"))
    code, out, _ = run("plan", "import", products, "--into", show, "--dry-run")
    assert (code, out) == (0, "~ products 'cream-50' price: '199' → '1199.00'\n")
    assert show.read_text(encoding="utf-8") == before
    assert run("plan", "import", products, "--into", show)[0] == 0
    assert show.read_text(encoding="utf-8") == before.replace("price: 199\n", "price: 1199.00\n")
    assert show.with_name("show.yaml.bak").read_text(encoding="utf-8") == before


def test_sheets_with_errors_are_told_by_row_and_column_and_change_nothing(run: Run, plan: Path, tmp_path: Path) -> None:
    products = tmp_path / "products.csv"
    products.write_text("sku,price\ncream,cheap\n", encoding="utf-8")
    code, out, err = run("plan", "import", products, "--into", plan)
    assert (code, out) == (1, "")
    assert "products.csv [products.csv] row 2 column B: error bad_money: products[0].price" in err
    assert plan.read_text(encoding="utf-8") == PLAN
    tasks = tmp_path / "tasks.csv"
    tasks.write_text("segment,task\nnowhere,check\n", encoding="utf-8")
    code, _, err = run("plan", "import", tasks, "--into", plan)
    assert code == 1
    assert "[tasks.csv] row 2 column A: error unknown_segment: segments[1].id: There is no segment 'nowhere'" in err


def test_room_is_not_made_with_a_plan_that_has_errors(run: Run, plan: Path) -> None:
    plan.write_text(PLAN.replace("sku: cream}", "sku: creme}"), encoding="utf-8")
    code, _, err = run("rooms", "new", "demo", "--plan", plan)
    assert code == 2
    assert f"{plan}:6:" in err
    assert run("rooms", "list")[1] == ""


def test_imported_show_is_finished_and_the_current_one_stays(run: Run, show: Path) -> None:
    row = run("rooms", "list")[1].splitlines()[1].split()
    assert row[2:4] == ["demo-1", "2"]
    state = json.loads(run("replay", show, "--state")[1])
    assert state["topics"]["show"]["status"] == "ended"
    assert state["topics"]["kpi"]["tiles"]["gmv_minor"]["value"] == 59 * 19_900


def test_imported_comments_are_read_by_the_rooms_own_lists(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "words" / "demo").mkdir(parents=True)
    (tmp_path / "words" / "demo" / "comments.toml").write_text("[spam]\nstrong = ['满天星']", encoding="utf-8")
    monkeypatch.setenv("CONTROLROOM_WORDS", str(tmp_path / "words"))
    file = tmp_path / "comments.ndjson"
    file.write_text(json.dumps({"type": "comment", "user": "u", "text": "满天星", "at": START_MS}), encoding="utf-8")
    run("rooms", "new", "demo")
    assert run("import", "demo", file)[0] == 0
    [comment] = [one for one in map(json.loads, run("export", "demo-2")[1].splitlines()) if one["type"] == "comment"]
    assert comment["_class"] == "spam"


def test_exported_show_has_gapless_seqs_and_its_own_name(run: Run, show: Path) -> None:
    records = [json.loads(line) for line in show.read_text(encoding="utf-8").splitlines()]
    assert [record["seq"] for record in records] == list(range(1, 303))
    assert (records[0]["type"], records[0]["show"]) == ("show.opened", "demo-2")
    assert run("export", "demo-2")[1] == show.read_text(encoding="utf-8")


def stored(run: Run) -> dict[str, object]:
    rows = [row.split() for row in run("verify")[1].splitlines()[1:]]
    row = next(row for row in rows if row[0] == "demo-2")
    return {"seq": int(row[2]), "as_of_ms": int(row[3]), "value": row[4]}


def test_replay_of_the_export_gives_the_stored_digest(run: Run, show: Path) -> None:
    digest = stored(run)
    until = str(int(str(digest["as_of_ms"])) + 1)
    code, out, _ = run("replay", show, "--digest", "--until-ms", until)
    assert code == 0
    assert json.loads(out) == digest


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_digest_is_the_same_under_any_hash_seed(run: Run, show: Path, seed: str) -> None:
    here = run("replay", show, "--digest")[1]
    done = subprocess.run(
        [sys.executable, "-m", "controlroom", "replay", str(show), "--digest"],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout == here


def test_events_replay_as_the_imported_journal_counts(run: Run, show: Path, events: Path, plan: Path) -> None:
    told = json.loads(run("replay", events, "--plan", plan, "--state")[1])
    journal = json.loads(run("replay", show, "--state")[1])
    assert told["mode"] == journal["mode"] == "replay"
    assert (told["topics"]["show"]["status"], journal["topics"]["show"]["status"]) == ("live", "ended")
    forecasts = dict.fromkeys(("runs_out", "restock"))  # an ended show has none
    ended = {sku: {**item, **forecasts} for sku, item in told["topics"]["stock"].items()}
    assert ended == journal["topics"]["stock"]
    assert told["topics"]["comments"] == journal["topics"]["comments"]
    assert told["topics"]["kpi"]["tiles"]["gmv_minor"] == journal["topics"]["kpi"]["tiles"]["gmv_minor"]


def test_state_until_an_instant_is_as_of_its_second(run: Run, events: Path, plan: Path) -> None:
    state = json.loads(run("replay", events, "--plan", plan, "--state", "--until-ms", str(START_MS + 685))[1])
    assert (state["as_of_ms"], state["seq"]) == (START_MS, 2 + 5)
    state = json.loads(run("replay", events, "--plan", plan, "--state", "--until-ms", str(START_MS + 686))[1])
    assert state["topics"]["kpi"]["tiles"]["gmv_minor"]["value"] == 19_900


def test_bad_lines_of_events_are_told_with_their_place(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mixed.ndjson"
    path.write_text('{"type":"like","at":1795435200000}\n{"type":"lik"}\n', encoding="utf-8")
    code, out, err = run("replay", path, "--digest")
    assert (code, json.loads(out)["seq"]) == (0, 2)
    assert f"{path}:2: " in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n\n", "is empty"),
        ('{"type":"like"}\n', ":1: at is missing"),
        ('{"seq":4,"received_ms":5,"type":"like"}\n', "begins with record 4"),
    ],
)
def test_file_that_holds_no_show_is_refused(run: Run, tmp_path: Path, text: str, said: str) -> None:
    run("rooms", "new", "demo")
    path = tmp_path / "bad.ndjson"
    path.write_text(text, encoding="utf-8")
    for argv in (("replay", path, "--digest"), ("import", "demo", path)):
        code, out, err = run(*argv)
        assert (code, out) == (2, "")
        assert said in err
    assert run("rooms", "list")[1].splitlines()[1].split()[3] == "1"


def test_verify_fails_when_a_stored_digest_is_another(run: Run, show: Path, tmp_path: Path) -> None:
    import sqlite3

    assert run("verify")[0] == 0
    with sqlite3.connect(tmp_path / "data" / "controlroom.db") as database:
        database.execute("update snapshots set digest = ?", ("0" * 32,))
    database.close()
    code, out, err = run("verify")
    assert code == 1
    assert "DIFFERS" in out
    assert "1 of 2 checks failed" in err


def test_command_of_a_data_folder_that_cannot_be_used_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    code, _, err = run("rooms", "list", "--data", tmp_path / "file")
    assert code == 2
    assert str(tmp_path / "file") in err
    assert "Traceback" not in err


def test_a_platforms_export_becomes_a_past_show_and_says_what_it_was(run: Run, plan: Path, tmp_path: Path) -> None:
    run("rooms", "new", "demo")
    path = tmp_path / "orders.csv"
    rows = ["订单号,订单状态,商家编码,数量,实付金额,下单时间,旗帜", "A,已付款,cream,1,￥199.00,2026-11-23 20:01,红"]
    path.write_bytes("\n".join([*rows, "B,飞走了,cream,1,199.00,2026-11-23 20:02,\n"]).encode("gb18030"))
    code, out, err = run("import", "demo", path, "--plan", plan)
    assert (code, out) == (0, f"Show demo-2: 5 records from {path}.\n"), err
    assert f"{path}: an order export (CSV, GB18030): 1 orders in 2 rows" in err
    assert f"{path}: columns that are not read: 旗帜." in err
    assert f"{path}:3: 订单状态 is '飞走了'" in err
    assert run("verify")[0] == 0
    _, out, _ = run("replay", path, "--plan", plan, "--state")
    tiles = json.loads(out)["topics"]["kpi"]["tiles"]
    assert (tiles["gmv_minor"]["value"], tiles["paid_orders"]["value"]) == (19_900, 1)


def test_a_file_that_nobody_knows_is_refused_with_the_mend(run: Run, tmp_path: Path) -> None:
    run("rooms", "new", "demo")
    path = tmp_path / "what.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    code, out, err = run("import", "demo", path)
    assert (code, out) == (2, "")
    assert "no headings of an order export" in err
    path.write_text("订单号,订单状态,下单时间\nA,已付款,soon\n", encoding="utf-8")
    code, out, err = run("import", "demo", path)
    assert (code, out) == (2, "")
    assert f"{path}:2: 下单时间 is 'soon'" in err
    assert "no row that can be used" in err


def test_a_sheet_of_events_and_a_boards_answer_become_past_shows(run: Run, tmp_path: Path) -> None:
    run("rooms", "new", "demo")
    path = tmp_path / "events.csv"
    path.write_text(
        "type,at,user,text\nenter,2026-11-23 20:00,u1,\ncomment,2026-11-23 20:01,u1,多少钱\n", encoding="utf-8"
    )
    assert run("import", "demo", path)[:2] == (0, f"Show demo-2: 4 records from {path}.\n")
    board = DEMO.parents[2] / "tests" / "data" / "feeds" / "sheets" / "getlivedata.json"
    code, out, err = run("import", "demo", board)
    assert (code, out) == (0, f"Show demo-3: 3 records from {board}.\n"), err
    assert "视频号 getlivedata" in err
