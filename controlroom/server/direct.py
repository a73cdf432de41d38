"""Endpoints that are called with the request and what their address names, and nothing else.

Owns: the class of routes whose endpoint needs nothing solved for it.
Law: such an endpoint reads its request itself and returns a `Response`; one that asks for anything but texts out of its address,
or hangs on something, goes FastAPI's whole way.
Must not know: what any endpoint does.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import request_response

_TEXT: Final = ("str", str)


class Direct(APIRoute):
    """A route as FastAPI describes it, called as Starlette does."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        super().__init__(path, endpoint, **more)
        request, *others = inspect.signature(endpoint).parameters.values()
        texts = all(one.annotation in _TEXT and one.name in self.param_convertors for one in others)
        if request.name == "request" and texts and not self.dependencies:
            self.app = request_response(_called(endpoint))


def _called(endpoint: Callable[..., Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    async def call(request: Request) -> Response:
        """What the endpoint answers."""
        return await endpoint(request, **request.path_params)

    return call
