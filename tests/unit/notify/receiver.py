"""A chat app's stand-in on loopback: it takes messages, refuses them, hangs, or is not there at all.

Owns: what it was told, and how it answers. `refuses`: the status of its answer; `hangs`: it takes the message and never answers;
`says`: the body of its answer; `later`: its `Retry-After`.
"""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver:
    """Listens from `open` to `close`, on the same port again after that."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        """Every message whose body has come in, however it was answered."""
        self.refuses: int | None = None
        self.hangs = False
        self.says = b""
        self.later: str | None = None
        self.port = 0
        self._server: ThreadingHTTPServer | None = None
        self._let_go = threading.Event()

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/alerts"

    def ids(self) -> list[str]:
        """The notices that were taken, in order."""
        return [id_ for message in self.told if message["taken"] for id_ in message.get("ids", [])]

    def open(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.refuses or 200
                receiver.told.append({**json.loads(body), "taken": status == 200})
                if receiver.hangs:
                    receiver._let_go.wait()
                    self.close_connection = True
                    return
                self.send_response(status)
                if receiver.later is not None:
                    self.send_header("Retry-After", receiver.later)
                self.send_header("Content-Length", str(len(receiver.says)))
                self.end_headers()
                self.wfile.write(receiver.says)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._let_go.clear()
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def let_go(self) -> None:
        """Hang no longer: whoever waits is cut off without an answer."""
        self.hangs = False
        self._let_go.set()

    def close(self) -> None:
        self._let_go.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
