"""What is wrong with a value. Rules: pydantic-core's error types and their texts."""


class PydanticUserError(TypeError):
    """A model that cannot be."""


class ValidationError(ValueError):
    """All that is wrong with a value."""

    def __init__(self, title, errors):
        super().__init__()
        self.title, self._errors = title, errors

    @classmethod
    def from_exception_data(cls, title, line_errors):
        return cls(title, line_errors)

    def error_count(self):
        return len(self._errors)

    def errors(self, *, include_url=True, include_context=True, include_input=True):
        """One dictionary for each thing that is wrong."""
        shown = []
        for error in self._errors:
            error = dict(error)
            if not include_input:
                error.pop("input", None)
            if not include_context:
                error.pop("ctx", None)
            if include_url:
                error["url"] = f"https://errors.pydantic.dev/2.14/v/{error['type']}"
            shown.append(error)
        return shown

    def json(self, *, indent=None, include_url=True, include_context=True, include_input=True):
        import json

        errors = self.errors(include_url=include_url, include_context=include_context, include_input=include_input)
        return json.dumps(errors, indent=indent, separators=None if indent else (",", ":"), default=str)

    def __str__(self):
        count = len(self._errors)
        lines = [f"{count} validation error{'' if count == 1 else 's'} for {self.title}"]
        for error in self._errors:
            if error["loc"]:
                lines.append(".".join(map(str, error["loc"])))
            shown = repr(error["input"])
            if len(shown) > 50:
                shown = f"{shown[:25]}...{shown[-24:]}"
            lines.append(
                f"  {error['msg']} [type={error['type']}, input_value={shown}, input_type={type(error['input']).__name__}]"
            )
            lines.append(f"    For further information visit https://errors.pydantic.dev/2.14/v/{error['type']}")
        return "\n".join(lines)

    __repr__ = __str__


class Invalid(Exception):
    """What is wrong, on its way to a `ValidationError`: dictionaries, their places seen from where it was raised."""

    def __init__(self, errors):
        self.errors = errors

    def at(self, place):
        """The same, seen from one level above."""
        return [{**error, "loc": (place, *error["loc"])} for error in self.errors]


def invalid(kind, message, value, **context):
    """One thing that is wrong."""
    error = {"type": kind, "loc": (), "msg": message, "input": value}
    if context:
        error["ctx"] = context
    return Invalid([error])


def missing(place, value):
    """A field that was not given."""
    return {"type": "missing", "loc": (place,), "msg": "Field required", "input": value}
