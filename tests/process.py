"""A real server in a process of its own, made and asked with the product's own commands.

Owns: starting, killing and restarting `controlroom serve` on a data folder, its keys and links. Everything is loopback, and
only processes started here are ever signalled.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def command(*args: str, data: Path) -> str:
    """Run a `controlroom` command on a data folder and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "controlroom", *args, "--data", str(data)],
        capture_output=True, text=True, cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"controlroom {' '.join(args)} ended with {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


class Served:
    """One server process on one data folder.

    Args:
        data: Its folder.
        cores: The processor cores it may use; None: all.
    """

    def __init__(self, data: Path, cores: Sequence[int] | None = None, port: int | None = None) -> None:
        self.data = data
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._cores = cores
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Return the process's id."""
        assert self._process is not None
        return self._process.pid

    def start(self, timeout_s: float = 20) -> float:
        """Start it and wait until it is ready; return the seconds that took."""
        began = time.perf_counter()
        cores = self._cores
        with (self.data / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "controlroom", "serve", "--port", str(self.port), "--data", str(self.data)],
                cwd=ROOT, stdout=subprocess.DEVNULL, stderr=log,
            )  # fmt: skip
        if cores:
            os.sched_setaffinity(self._process.pid, cores)
        while time.perf_counter() - began < timeout_s:
            try:
                if httpx.get(f"{self.url}/readyz", timeout=1).status_code == 200:
                    return time.perf_counter() - began
            except httpx.TransportError:
                pass
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"no server: {(self.data / 'server.log').read_text()[-2000:]}")

    def signal(self, number: signal.Signals) -> None:
        """Signal the process."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it on the spot."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self, timeout_s: float = 10) -> int:
        """Ask it to end; return its exit status."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.terminate()
        return self._process.wait(timeout_s)

    def wait(self, timeout_s: float = 30) -> int:
        """Wait for its end; return its exit status."""
        assert self._process is not None
        return self._process.wait(timeout_s)

    @property
    def running(self) -> bool:
        """Return whether it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def rss_kb(self) -> int:
        """Return its resident memory in kB."""
        text = Path(f"/proc/{self.pid}/status").read_text()
        return int(next(line for line in text.splitlines() if line.startswith("VmRSS")).split()[1])

    def cpu_s(self) -> float:
        """Return the processor seconds it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def room(self, slug: str, *args: str) -> None:
        """Make a room."""
        command("rooms", "new", slug, *args, data=self.data)

    def key(self, room: str, feed: str) -> str:
        """Make a feed's key."""
        return command("keys", "new", room, feed, data=self.data).strip()

    def links(self, room: str) -> dict[str, dict[str, str]]:
        """Return each role's link and token, with this server's address."""
        found: dict[str, dict[str, str]] = json.loads(command("links", room, "--format", "json", data=self.data))
        return found
