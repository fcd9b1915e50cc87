"""FastAPI 0.165: endpoints with their parameters and dependencies, on starlette.

Owns: the public names. Must not know: who calls the application, nor how anyio's threads are simulated.
Left out, since a program without a network has no use for it: OpenAPI and its pages, WebSockets, files, telemetry.
"""

from starlette import status

from .applications import FastAPI
from .background import BackgroundTasks
from .exceptions import HTTPException, WebSocketException
from .params import Body, Cookie, Depends, File, Form, Header, Path, Query, Security
from .requests import Request
from .responses import Response
from .routing import APIRouter

__version__ = "0.165.0"
