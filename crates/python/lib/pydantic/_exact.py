"""UUIDs and decimal numbers, from text. Rules: pydantic-core, and the Rust crate `uuid` under it.

Loaded when such a type is first asked for. Must not know: models and fields.
"""

import re
from decimal import Decimal, InvalidOperation
from uuid import UUID

from ._errors import invalid

_GROUPS = (8, 4, 4, 4, 12)
_NO_HEX = re.compile(r"[^0-9a-fA-F-]")


def _wrong_with_uuid(text):
    """What is wrong with the text of a UUID, in words; `None` if nothing is."""
    if len(text) == 38 and text[0] == "{" and text[-1] == "}":
        text, before = text[1:-1], 1
    elif text.startswith("urn:uuid:"):
        text, before = text[9:], 9
    else:
        before = 0
    strange = _NO_HEX.search(text)
    if strange:
        return f"invalid character: found `{strange[0]}` at {len(text[: strange.start()].encode()) + before}"
    groups = text.split("-")
    if len(groups) == 1:
        return None if len(text) == 32 else f"invalid length: found {len(text)}"
    if len(groups) != 5:
        return f"invalid group count: expected 5, found {len(groups)}"
    for index, (group, length) in enumerate(zip(groups, _GROUPS)):
        if len(group) != length:
            return f"invalid group length in group {index}: expected {length}, found {len(group)}"
    return None


def check_uuid(value, lax):
    """A UUID."""
    if isinstance(value, UUID):
        return value
    if isinstance(value, bytes) and len(value) == 16:
        return UUID(bytes=value)
    text = value.decode() if isinstance(value, bytes) else value
    if not isinstance(text, str):
        raise invalid("uuid_type", "UUID input should be a string, bytes or UUID object", value)
    wrong = _wrong_with_uuid(text)
    if wrong is not None:
        raise invalid("uuid_parsing", f"Input should be a valid UUID, {wrong}", value, error=wrong)
    return UUID(text)


def check_decimal(value, lax):
    """A decimal number that is finite."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal, tuple)):
        words = "Decimal input should be an integer, float, string or Decimal object"
        raise invalid("decimal_type", words, value)
    try:
        number = Decimal(str(value) if isinstance(value, float) else value)
    except (InvalidOperation, ValueError):
        raise invalid("decimal_parsing", "Input should be a valid decimal", value) from None
    if not number.is_finite():
        raise invalid("finite_number", "Input should be a finite number", value)
    return number


def check_digits(number, most, places, given):
    """Raises if a decimal number has too many digits, before the point, behind it or in all."""
    _, digits, exponent = number.as_tuple()
    behind = max(-exponent, 0)
    before = len(digits) + exponent if exponent >= 0 else max(len(digits) - behind, 0)

    def refuse(kind, words, name, bound, noun):
        text = f"Decimal input should have no more than {bound} {noun}{'' if bound == 1 else 's'}{words}"
        raise invalid(kind, text, given, **{name: bound})

    if most is not None and max(before + behind, behind) > most:
        refuse("decimal_max_digits", " in total", "max_digits", most, "digit")
    if places is not None:
        if behind > places:
            refuse("decimal_max_places", "", "decimal_places", places, "decimal place")
        if most is not None and before > most - places:
            refuse("decimal_whole_digits", " before the decimal point", "whole_digits", most - places, "digit")


CHECKS = {UUID: check_uuid, Decimal: check_decimal}
