"""The names that annotations use."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, TypeVar

AppType = TypeVar("AppType")
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]
ExceptionHandler = Callable[..., Any]
HTTPExceptionHandler = ExceptionHandler
Lifespan = Callable[[Any], Any]
