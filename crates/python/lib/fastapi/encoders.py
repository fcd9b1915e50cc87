"""Values as JSON knows them. Rules: `fastapi/encoders.py`."""

import dataclasses
import re
import sys
from collections import deque
from datetime import date, time, timedelta
from enum import Enum
from types import GeneratorType

from pydantic import BaseModel


def _decimal(value):
    exponent = value.as_tuple().exponent
    return int(value) if isinstance(exponent, int) and exponent >= 0 else float(value)


_ENCODERS = {
    bytes: bytes.decode, date: lambda value: value.isoformat(), time: lambda value: value.isoformat(),
    timedelta: timedelta.total_seconds, re.Pattern: lambda value: value.pattern,
}


def jsonable_encoder(
    obj, include=None, exclude=None, by_alias=True, exclude_unset=False, exclude_defaults=False, exclude_none=False,
    custom_encoder=None, sqlalchemy_safe=True,
):
    """`obj` as dictionaries, lists and what JSON knows."""
    for kind, encoder in (custom_encoder or {}).items():
        if isinstance(obj, kind):
            return encoder(obj)
    # What is passed on to the parts of a collection.
    options = {
        "by_alias": by_alias, "exclude_unset": exclude_unset, "exclude_defaults": exclude_defaults,
        "exclude_none": exclude_none, "custom_encoder": custom_encoder, "sqlalchemy_safe": sqlalchemy_safe,
    }
    if isinstance(obj, BaseModel):
        dumped = obj.model_dump(
            mode="json", include=include, exclude=exclude, by_alias=by_alias, exclude_unset=exclude_unset,
            exclude_none=exclude_none, exclude_defaults=exclude_defaults,
        )
        return jsonable_encoder(dumped, exclude_none=exclude_none, sqlalchemy_safe=sqlalchemy_safe)
    if dataclasses.is_dataclass(obj):
        return jsonable_encoder(dataclasses.asdict(obj), include=include, exclude=exclude, **options)
    if isinstance(obj, Enum):
        return obj.value
    if obj is None or isinstance(obj, (str, int, float)):
        return obj
    if isinstance(obj, dict):
        encoded = {}
        for key, value in obj.items():
            if sqlalchemy_safe and isinstance(key, str) and key.startswith("_sa") or value is None and exclude_none:
                continue
            if (include is None or key in include) and (exclude is None or key not in exclude):
                encoded[jsonable_encoder(key, **options)] = jsonable_encoder(value, **options)
        return encoded
    if isinstance(obj, (list, set, frozenset, GeneratorType, tuple, deque)):
        return [jsonable_encoder(item, include=include, exclude=exclude, **options) for item in obj]
    for kind, encoder in _ENCODERS.items():
        if isinstance(obj, kind):
            return encoder(obj)
    # Long to load, and there are none where nobody has loaded it.
    if "decimal" in sys.modules and isinstance(obj, sys.modules["decimal"].Decimal):
        return _decimal(obj)
    if "uuid" in sys.modules and isinstance(obj, sys.modules["uuid"].UUID):
        return str(obj)
    try:
        data = dict(obj)
    except Exception as error:
        errors = [error]
        try:
            # An exception that the trace knows has its number there.
            data = {name: value for name, value in vars(obj).items() if not name.startswith("__espalier")}
        except Exception as error:
            errors.append(error)
            raise ValueError(errors) from error
    return jsonable_encoder(data, include=include, exclude=exclude, **options)
