"""starlette 1.10, what FastAPI stands on: routing, requests, responses and middleware over ASGI.

Must not know: FastAPI. What has no counterpart without a network (WebSockets, files, sessions, templates) is not here.
"""

__version__ = "1.10.0"
