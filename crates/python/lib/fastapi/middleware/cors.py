"""Which other origins may ask: starlette's."""

from starlette.middleware.cors import CORSMiddleware

__all__ = ["CORSMiddleware"]
