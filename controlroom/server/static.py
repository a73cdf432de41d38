"""The pages' files: styles, scripts, fonts, pictures.

Owns: `/static/…`: reading, compressing once, caching rules.
Law: a file asked for by its content's hash (`?v=`, at least 8 hex digits of its SHA-256) may be kept for ever,
any other is checked by its ETag each time; nothing outside the folder is ever read. Styles joined by `+`
(`css/base+host.css`) are one answer, so that a page's first view waits for one request less.
Must not know: which page uses which file.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import mimetypes
from pathlib import Path
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from controlroom.server.problems import Problem

_HASH_MIN: Final = 8
_JOINED_MAX: Final = 4
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_CHECKED: Final = "no-cache"
_SQUEEZED: Final = (
    "text/",
    "application/javascript",
    "application/json",
    "image/svg+xml",
    "application/manifest+json",
)
_TYPES: Final = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}


class File(Struct, frozen=True):
    """A file as it is sent. `squeezed`: gzip, where that is worth it; `stamp`: changes when the file does."""

    body: bytes
    squeezed: bytes | None
    digest: str
    media: str
    stamp: tuple[tuple[int, int], ...]


class StaticFiles:
    """The files below `folder`, each read and compressed once until it changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._files: dict[tuple[Path, ...], File] = {}

    async def answer(self, request: Request, name: str) -> Response:
        """Return the file called `name`.

        Raises:
            Problem: 404.
        """
        file = await asyncio.to_thread(self._find, name)
        if file is None:
            raise Problem(404, "no_file", f"There is no file '{name[:200]}'.")
        asked = request.query_params.get("v", "")
        fixed = len(asked) >= _HASH_MIN and file.digest.startswith(asked)
        etag = f'"{file.digest[:32]}"'
        headers = {
            "ETag": etag,
            "Cache-Control": _FOR_EVER if fixed else _CHECKED,
            "X-Content-Type-Options": "nosniff",
        }
        if etag in request.headers.get("if-none-match", ""):
            return Response(None, 304, headers)
        body = file.body
        if file.squeezed is not None:
            headers["Vary"] = "Accept-Encoding"
            if takes_gzip(request):
                body = file.squeezed
                headers["Content-Encoding"] = "gzip"
        return Response(body, 200, headers, file.media)

    def _find(self, name: str) -> File | None:
        paths = self._paths(name)
        if not paths or len(paths) > _JOINED_MAX:
            return None
        stats = [path.stat() for path in paths]
        stamp = tuple((stat.st_mtime_ns, stat.st_size) for stat in stats)
        known = self._files.get(paths)
        if known is None or known.stamp != stamp:
            known = self._files[paths] = _read(paths, stamp)
        return known

    def _paths(self, name: str) -> tuple[Path, ...]:
        """Return the files that `name` names; none when one of them is not there."""
        folder, _, last = name.rpartition("/")
        names = [f"{one}.css" for one in last[:-4].split("+")] if last.endswith(".css") else [last]
        paths = tuple((self._folder / folder / one).resolve() for one in names)
        there = all(path.is_relative_to(self._folder) and path.is_file() for path in paths)
        return paths if there else ()


def _read(paths: tuple[Path, ...], stamp: tuple[tuple[int, int], ...]) -> File:
    body, path = b"\n".join(path.read_bytes() for path in paths), paths[0]
    media = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    squeezed = gzip.compress(body, 9, mtime=0) if media.startswith(_SQUEEZED) else None
    if squeezed is not None and len(squeezed) >= len(body):
        squeezed = None
    return File(body, squeezed, hashlib.sha256(body).hexdigest(), media, stamp)


def takes_gzip(request: Request) -> bool:
    """Tell whether the client takes gzip."""
    for coding in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = coding.partition(";")
        if name.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
