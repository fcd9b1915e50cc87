"""What is done after the response was sent: starlette's tasks, which an endpoint asks for by the type of a parameter."""

from starlette.background import BackgroundTasks as _BackgroundTasks


class BackgroundTasks(_BackgroundTasks):
    """Functions, called one after the other when the response was sent."""
