"""The reverse proxies of docs/access.md, as they stand there: a browser's way in by TLS, its socket, its address, its token."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.conftest import in_ci
from tests.process import ROOT, Served, free_port

NAME: Final = "room.example"
DOCS: Final = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
SERVER: Final = "127.0.0.1:8787"
OWN: Final = Origin(f"https://{NAME}")
ELSE: Final = Origin("https://elsewhere.example")
TYPED: Final = {"Host": NAME, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}


def written(lead: str) -> str:
    """Return the example that follows a line of the docs."""
    found = re.search(rf"{re.escape(lead)}\n\n```\n(.*?)```", DOCS, re.DOTALL)
    assert found is not None, f"docs/access.md has no example after {lead!r}"
    return found[1]


def put(text: str, *changes: tuple[str, str]) -> str:
    """Return an example fitted to this machine: nothing but its addresses and paths is changed."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def nginx(folder: Path, port: int, server: str) -> tuple[list[str], Path]:
    """Write nginx's files; return its command and the certificate to trust."""
    key, cert = folder / "room.key", folder / "room.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    block = put(
        written("nginx:"),
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("/etc/ssl/room.example.pem", str(cert)),
        ("/etc/ssl/room.example.key", str(key)),
        (SERVER, server),
        ("/var/log/nginx/room.log", str(folder / "access.log")),
    )
    form = written("with, in its `http` block, a log without the query, where a link's token stands on its first way:")
    own = "".join(f"{name}_temp_path {folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root; " if os.getuid() == 0 else ""  # whose the folder is
    (folder / "nginx.conf").write_text(
        f"{user}daemon off; pid {folder}/pid; error_log {folder}/error.log;\nevents {{}}\nhttp {{ {own}\n{form}\n{block}\n}}\n"
    )
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")], cert


def caddy(folder: Path, port: int, server: str) -> tuple[list[str], Path]:
    """Write Caddy's file, with an authority of its own instead of a public one; return its command and that authority."""
    alone = f"admin off\nlocal_certs\nskip_install_trust\nauto_https disable_redirects\nhttps_port {port}\n"
    site = put(written("Caddy, on the same machine:"), (SERVER, server), (f"{NAME} {{", f"{NAME} {{\n\tbind 127.0.0.1"))
    (folder / "Caddyfile").write_text(f"{{\n{alone}storage file_system {folder}\n}}\n{site}")
    start = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    return start, folder / "pki" / "authorities" / "local" / "root.crt"


@pytest.fixture(params=[nginx, caddy], ids=["nginx", "caddy"])
def way_in(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Served, httpx.Client, ssl.SSLContext, int]]:
    """A server behind a proxy, and a browser's client before it."""
    make: Callable[[Path, int, str], tuple[list[str], Path]] = request.param
    path = f"{os.environ['PATH']}:/usr/sbin"
    program = shutil.which(make.__name__, path=path)
    if program is None:
        missing = f"no {make.__name__}: sudo apt-get install nginx-light caddy openssl"
        (pytest.fail if in_ci() else pytest.skip)(missing)
    monkeypatch.setenv("CONTROLROOM_PUBLIC_URL", f"https://{NAME}")
    monkeypatch.setenv("CONTROLROOM_PROXIES", "127.0.0.1")
    monkeypatch.setenv("CONTROLROOM_RATE", "20")
    folder = tmp_path / "proxy"
    folder.mkdir()
    server, port = Served(tmp_path), free_port()
    server.room("demo")
    server.start()
    start, trusted = make(folder, port, f"127.0.0.1:{server.port}")
    with (folder / "said.log").open("wb") as said:
        proxy = subprocess.Popen(
            [program, *start[1:]], stdout=said, stderr=said, env={**os.environ, "HOME": str(folder)}
        )
    try:
        context = _ready(port, trusted, folder)
        with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=context, headers=TYPED) as browser:
            yield server, browser, context, port
    finally:
        proxy.terminate()
        proxy.wait(10)
        server.stop()


def _ready(port: int, trusted: Path, folder: Path) -> ssl.SSLContext:
    """Wait until the proxy answers by the name, and return what trusts it."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            context = ssl.create_default_context(cafile=str(trusted))
            with httpx.Client(verify=context) as client:
                client.get(f"https://127.0.0.1:{port}/healthz", headers={"Host": NAME}, extensions=named())
        except (OSError, httpx.TransportError):
            time.sleep(0.1)
        else:
            return context
    raise AssertionError((folder / "said.log").read_text())


def named() -> dict[str, str]:
    """Return what asks for the name in TLS, for it is in no table of addresses."""
    return {"sni_hostname": NAME}


def _stream() -> str:
    return f"wss://{NAME}/rooms/demo/controller/live?lang=en"


def _dial(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), 10)


def test_a_browser_comes_in_through_the_proxy_of_the_docs(
    way_in: tuple[Served, httpx.Client, ssl.SSLContext, int], tmp_path: Path
) -> None:
    server, browser, context, port = way_in
    url = server.links("demo")["controller"]["url"]
    assert url.startswith(f"https://{NAME}/")
    address = url.removeprefix(f"https://{NAME}")
    token = url.partition("token=")[2].partition("&")[0]

    # The link is left for the address without its token; the cookie goes by TLS alone.
    first = browser.get(address, extensions=named())
    assert (first.status_code, token in first.headers["location"]) == (303, False)
    cookie = first.headers["set-cookie"]
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    signed = {"Cookie": cookie.partition(";")[0]}
    page = browser.get(first.headers["location"], headers=signed, extensions=named())
    assert (page.status_code, token in page.text) == (200, False)
    for logs in (tmp_path / "proxy").glob("*.log"):
        assert token not in logs.read_text()

    # A socket lives, and is our own pages' alone.
    with connect(
        _stream(), sock=_dial(port), ssl=context, server_hostname=NAME, origin=OWN, additional_headers=signed
    ) as pages:
        assert "strip" in json.loads(pages.recv(timeout=10))["slots"]
    with (
        connect(
            _stream(), sock=_dial(port), ssl=context, server_hostname=NAME, origin=ELSE, additional_headers=signed
        ) as others,
        pytest.raises(ConnectionClosed, match="4403"),
    ):
        others.recv(timeout=10)

    # Changes come from our own pages; a body of events' size passes.
    act = "/rooms/demo/controller/commands"
    elsewhere = browser.post(
        act, data={"type": "show.start", "id": "c1"}, headers={**signed, "Origin": ELSE}, extensions=named()
    )
    assert elsewhere.status_code == 403
    own = browser.post(
        act, data={"type": "show.start", "id": "c1"}, headers={**signed, "Origin": OWN}, extensions=named()
    )
    assert own.status_code == 200, own.text
    key = server.key("demo", "main")
    line = json.dumps({"type": "comment", "text": "多少钱" * 100, "user": "u"}, ensure_ascii=False)
    large = (line + "\n").encode() * 6000
    answer = browser.post(
        "/api/v1/rooms/demo/events", content=large, extensions=named(), timeout=30,
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"},
    )  # fmt: skip
    assert (len(large) > 5_000_000, answer.status_code) == (True, 200), answer.text[:300]

    # Each address that the proxy names has its own share, which nobody gets by naming another.
    answers = [
        browser.get(
            "/api/v1/rooms/demo/state", headers={"X-Forwarded-For": f"203.0.113.{i % 250}"}, extensions=named()
        ).status_code
        for i in range(200)
    ]
    assert 429 in answers
