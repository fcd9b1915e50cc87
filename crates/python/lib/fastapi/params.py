"""Where a parameter comes from, and what is asked of it. Rules: `fastapi/params.py`."""

from dataclasses import dataclass, field
from typing import Any

from pydantic._fields import Undefined
from pydantic.fields import FieldInfo

from .concurrency import DependencyConcurrency


class Param(FieldInfo):
    """A parameter outside the body; `place` is what it is called in an error."""

    place = "query"

    def __init__(
        self, default=Undefined, *, regex=None, pattern=None, example=None, openapi_examples=None,
        include_in_schema=True, **kwargs,
    ):
        self.include_in_schema = include_in_schema
        super().__init__(default, pattern=pattern or regex, **kwargs)


class Path(Param):
    """A part of the path; it has no default."""

    place = "path"

    def __init__(self, default=Undefined, **kwargs):
        assert default in (..., Undefined), "Path parameters cannot have a default value"
        super().__init__(default, **kwargs)


class Query(Param):
    """A parameter of the query."""


class Header(Param):
    """A header; a name with underscores has hyphens there."""

    place = "header"

    def __init__(self, default=Undefined, *, convert_underscores=True, **kwargs):
        self.convert_underscores = convert_underscores
        super().__init__(default, **kwargs)


class Cookie(Param):
    """A cookie."""

    place = "cookie"


class Body(FieldInfo):
    """The body, or a part of it."""

    def __init__(
        self, default=Undefined, *, embed=None, media_type="application/json", regex=None, pattern=None, example=None,
        openapi_examples=None, include_in_schema=True, **kwargs,
    ):
        self.embed, self.media_type = embed, media_type
        super().__init__(default, pattern=pattern or regex, **kwargs)


class Form(Body):
    """A field of a form."""

    def __init__(self, default=Undefined, *, media_type="application/x-www-form-urlencoded", **kwargs):
        super().__init__(default, media_type=media_type, **kwargs)


class File(Form):
    """A file of a form; there are none here."""


@dataclass(frozen=True)
class Depends:
    """What has to be there first."""

    dependency: Any = None
    use_cache: bool = field(default=True, kw_only=True)
    scope: str | None = field(default=None, kw_only=True)
    max_concurrency: int | None = field(default=None, kw_only=True)
    concurrency: Any = field(default=None, repr=False, kw_only=True)

    def __post_init__(self):
        limit = self.max_concurrency
        if limit is None:
            return
        if type(limit) is not int or limit < 1:
            raise ValueError("max_concurrency must be a positive integer or None")
        if self.concurrency is None or self.concurrency.max_concurrency != limit:
            object.__setattr__(self, "concurrency", DependencyConcurrency(limit))


@dataclass(frozen=True)
class Security(Depends):
    """The same, with scopes of an authorization."""

    scopes: Any = field(default=None, kw_only=True)
