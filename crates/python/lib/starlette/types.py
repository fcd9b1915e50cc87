"""The names that annotations use."""

from collections import abc
from typing import Any, TypeVar

AppType = TypeVar("AppType")
Scope = Message = abc.MutableMapping[str, Any]
_Done = abc.Awaitable[None]
Receive = abc.Callable[[], abc.Awaitable[Message]]
Send = abc.Callable[[Message], _Done]
ASGIApp = abc.Callable[[Scope, Receive, Send], _Done]
HTTPExceptionHandler = ExceptionHandler = abc.Callable[..., Any]
Lifespan = abc.Callable[[Any], Any]
