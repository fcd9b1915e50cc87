"""Dates, times, time zones and durations: from text and numbers, and as JSON. Rules: pydantic-core, and speedate under it.

Loaded when a type of `datetime` is first asked for. Must not know: models and fields.
"""

import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from ._errors import invalid

_MILLISECONDS_BEYOND = 20_000_000_000
_FIRST_SECOND, _LAST_SECOND = -62_167_219_200, 253_402_300_799
_MOST_DAYS, _LARGEST = 999_999_999, 2**32 - 1
_MICROSECOND = timedelta(microseconds=1)

_TOO_SHORT = "input is too short"
_EXTRA = "unexpected extra characters at the end of the input"
_NO_NUMBER = "invalid digit in duration"
_NO_DAYS = '"day" identifier in duration not correctly formatted'
_TOO_LARGE = "a numeric value in the duration is too large"


class TzInfo(tzinfo):
    """A fixed distance from UTC, in seconds."""

    __module__ = "pydantic_core._pydantic_core"

    def __init__(self, seconds=0):
        self._offset = timedelta(seconds=seconds)

    def utcoffset(self, when):
        return self._offset

    def dst(self, when):
        return None

    def tzname(self, when):
        return str(self)

    def fromutc(self, when):
        return when + self._offset

    def __eq__(self, other):
        return isinstance(other, tzinfo) and other.utcoffset(None) == self._offset

    def __hash__(self):
        return hash(self._offset)

    def __repr__(self):
        return f"TzInfo({self._offset // timedelta(seconds=1)})"

    def __str__(self):
        return str(timezone(self._offset)).removeprefix("UTC") or "UTC"

    def __reduce__(self):
        return TzInfo, (self._offset // timedelta(seconds=1),)


class _Unreadable(Exception):
    """What is wrong with a text or a number, in words."""


# --- the parts of a text ---


def _digits(text, start, count, wrong):
    part = text[start : start + count]
    if len(part) < count or not (part.isascii() and part.isdigit()):
        raise _Unreadable(wrong)
    return int(part)


def _date_at_start(text):
    if len(text) < 10:
        raise _Unreadable(_TOO_SHORT)
    year = _digits(text, 0, 4, "invalid character in year")
    if text[4] != "-":
        raise _Unreadable("invalid date separator, expected `-`")
    month = _digits(text, 5, 2, "invalid character in month")
    if text[7] != "-":
        raise _Unreadable("invalid date separator, expected `-`")
    day = _digits(text, 8, 2, "invalid character in day")
    if not 1 <= month <= 12:
        raise _Unreadable("month value is outside expected range of 1-12")
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    longest = 30 + (month + month // 8) % 2 if month != 2 else 28 + leap
    if not 1 <= day <= longest:
        raise _Unreadable("day value is outside expected range")
    return year, month, day


def _minutes_and_less(text, at):
    """From the minute on: minute, second, microsecond, and where the text goes on."""
    minute = _digits(text, at, 2, "invalid character in minute")
    if minute > 59:
        raise _Unreadable("minute value is outside expected range of 0-59")
    at, second, microsecond = at + 2, 0, 0
    if text[at : at + 1] == ":":
        second = _digits(text, at + 1, 2, "invalid character in second")
        if second > 59:
            raise _Unreadable("second value is outside expected range of 0-59")
        at += 3
        if text[at : at + 1] in (".", ","):
            fraction = re.compile(r"[0-9]*").match(text, at + 1)
            if not fraction[0]:
                raise _Unreadable("second fraction digits missing after `.`")
            at, microsecond = fraction.end(), int(fraction[0][:6].ljust(6, "0"))
    return minute, second, microsecond, at


def _zone(text, at):
    """What stands behind a time, `None` if nothing does."""
    if at == len(text):
        return None
    sign, at = text[at], at + 1
    if sign in "Zz":
        offset = 0
    elif sign in "+-\N{MINUS SIGN}":
        hours = _digits(text, at, 2, "invalid timezone hour")
        at += 2 + (text[at + 2 : at + 3] == ":")
        minutes = _digits(text, at, 2, "invalid timezone minute")
        if minutes > 59:
            raise _Unreadable("timezone minute value is outside expected range of 0-59")
        if hours > 23:
            raise _Unreadable("timezone offset must be less than 24 hours")
        at, offset = at + 2, (hours * 3600 + minutes * 60) * (1 if sign == "+" else -1)
    else:
        raise _Unreadable("invalid timezone sign")
    if at < len(text):
        raise _Unreadable(_EXTRA)
    return TzInfo(offset)


def _time(text, at):
    if len(text) - at < 5:
        raise _Unreadable(_TOO_SHORT)
    hour = _digits(text, at, 2, "invalid character in hour")
    if text[at + 2] != ":":
        raise _Unreadable("invalid time separator, expected `:`")
    if hour > 23:
        raise _Unreadable("hour value is outside expected range of 0-23")
    minute, second, microsecond, at = _minutes_and_less(text, at + 3)
    return hour, minute, second, microsecond, _zone(text, at)


# --- numbers ---

_INTEGER, _NUMBER = re.compile(r"[+-]?[0-9]{1,19}"), re.compile(r"[+-]?[0-9]+\.[0-9]*")


def _is_number(value):
    return not isinstance(value, bool) and (isinstance(value, (int, float)) or type(value).__name__ == "Decimal")


def _whole_and_millionths(number):
    if number != number:
        raise _Unreadable("NaN values not permitted")
    if isinstance(number, int):
        return number, 0
    if number in (float("inf"), float("-inf")):
        return int(1e18 if number > 0 else -1e18), 0
    whole = number // 1
    whole, millionths = int(whole), round((number - whole) * 1_000_000)
    return (whole + 1, 0) if millionths == 1_000_000 else (whole, millionths)


def _from_timestamp(number):
    """The moment so many seconds after 1970; many are milliseconds."""
    seconds, microseconds = _whole_and_millionths(number)
    if abs(seconds) > _MILLISECONDS_BEYOND:
        seconds, milliseconds = divmod(seconds, 1000)
        microseconds = milliseconds * 1000 + microseconds // 1000
    if seconds > _LAST_SECOND:
        raise _Unreadable("dates after 9999 are not supported as unix timestamps")
    if seconds < _FIRST_SECOND:
        raise _Unreadable("dates before 0000 are not supported as unix timestamps")
    return datetime(1970, 1, 1, tzinfo=TzInfo(0)) + timedelta(seconds=seconds, microseconds=microseconds)


# --- whole texts ---


def _read_date(text):
    try:
        parts = _date_at_start(text)
        if len(text) > 10:
            raise _Unreadable(_EXTRA)
    except _Unreadable:
        if not _INTEGER.fullmatch(text):
            raise
        moment = _from_timestamp(int(text))
        if moment.time() != time():
            raise _Unreadable("unix timestamp must be an exact date") from None
        return moment.date()
    return date(*parts)


def _read_datetime(text):
    try:
        parts = _date_at_start(text)
        if text[10:11] not in ("T", "t", " ", "_"):
            separators = "invalid datetime separator, expected `T`, `t`, `_` or space"
            raise _Unreadable(_TOO_SHORT if len(text) == 10 else separators)
        return datetime(*parts, *_time(text, 11))
    except _Unreadable:
        if _INTEGER.fullmatch(text):
            return _from_timestamp(int(text))
        if _NUMBER.fullmatch(text):
            return _from_timestamp(float(text))
        raise


def _quantity(text, at):
    """A number of a duration, its fraction, and where the text goes on."""
    found = re.compile(r"([0-9]+)(?:[.,]([0-9]*))?").match(text, at)
    if not found:
        raise _Unreadable(_NO_NUMBER)
    if int(found[1]) > _LARGEST:
        raise _Unreadable(_TOO_LARGE)
    return int(found[1]), found[2], found.end()


_DATE_UNITS = {"Y": 365 * 86400, "M": 30 * 86400, "W": 7 * 86400, "D": 86400}
_TIME_UNITS = {"H": 3600, "M": 60, "S": 1}


def _iso_duration(text, at):
    seconds, rest, units, unit, fraction = 0, 0.0, _DATE_UNITS, None, None
    while at < len(text):
        if text[at] == "T":
            if units is _TIME_UNITS:
                raise _Unreadable("`t` character repeated in duration")
            units, at = _TIME_UNITS, at + 1
            continue
        count, next_fraction, at = _quantity(text, at)
        if fraction is not None:
            raise _Unreadable("quantity fraction invalid in duration")
        fraction, unit = next_fraction, units.get(text[at : at + 1])
        if unit is None:
            raise _Unreadable(f"quantity invalid in {'date' if units is _DATE_UNITS else 'time'} part of duration")
        seconds, rest, at = seconds + count * unit, rest + float(f"0.{fraction or 0}") * unit, at + 1
    if unit is None:
        raise _Unreadable(_TOO_SHORT)
    return seconds * 1_000_000 + round(rest * 1_000_000)


def _clock_duration(text, at):
    if len(text) - at < 5:
        raise _Unreadable(_TOO_SHORT)
    hours = re.compile(r"([0-9]+):").match(text, at)
    if not hours:
        raise _Unreadable("invalid character in hour")
    if int(hours[1]) > _LARGEST:
        raise _Unreadable("durations may not exceed 999,999,999 hours")
    minute, second, microsecond, at = _minutes_and_less(text, hours.end())
    if at < len(text):
        raise _Unreadable(_EXTRA)
    return (int(hours[1]) * 3600 + minute * 60 + second) * 1_000_000 + microsecond


def _days_duration(text, at):
    count, fraction, end = _quantity(text, at)
    named = re.compile(r" ?[dD](?![aA])| ?[dD][aA][yY](?:S$|s?,? ?)").match(text, end)
    if fraction is not None or not named:
        raise _Unreadable(_NO_DAYS)
    at = named.end()
    if not named[0].lower().endswith(("y", "s", ",", " ")):
        at = re.compile(r",? ?").match(text, at).end()
    return count * 86_400_000_000 + (_clock_duration(text, at) if at < len(text) else 0)


def _read_timedelta(text):
    at = 1 if text[:1] in ("+", "-") else 0
    if at == len(text):
        raise _Unreadable(_TOO_SHORT)
    if text[at] == "P":
        microseconds = _iso_duration(text, at + 1)
    elif "d" in text.lower() or len(text) < 5:
        microseconds = _days_duration(text, at)
    else:
        microseconds = _clock_duration(text, at)
    return _as_timedelta(-microseconds if text[0] == "-" else microseconds)


def _as_timedelta(microseconds):
    if abs(microseconds) >= (_MOST_DAYS + 1) * 86_400_000_000:
        raise _Unreadable("durations may not exceed 999,999,999 days")
    return timedelta(microseconds=microseconds)


# --- checks ---


def _text_of(value):
    return value.decode() if isinstance(value, bytes) else value if isinstance(value, str) else None


def _moment(value, text):
    """The datetime that a value says, `None` if its type cannot."""
    if text is not None:
        return _read_datetime(text)
    return _from_timestamp(value) if _is_number(value) else None


def _no_such_year(kind, words, value):
    error = "year 0 is out of range"
    return invalid(kind, f"Input should be a valid {words}, {error}", value, error=error)


def check_date(value, lax):
    """A date, or a datetime at midnight."""
    text = _text_of(value)
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        return value
    else:
        try:
            if text is not None:
                return _read_date(text)
        except _Unreadable:
            pass
        except ValueError:
            raise _no_such_year("date_parsing", "date in the format YYYY-MM-DD", value) from None
        try:
            moment = _moment(value, text)
        except _Unreadable as error:
            words = f"Input should be a valid date or datetime, {error}"
            raise invalid("date_from_datetime_parsing", words, value, error=str(error)) from None
    if moment is None:
        raise invalid("date_type", "Input should be a valid date", value)
    if moment.time() != time():
        words = "Datetimes provided to dates should have zero time - e.g. be exact dates"
        raise invalid("date_from_datetime_inexact", words, value)
    return moment.date()


def check_datetime(value, lax):
    """A datetime, or a date's midnight."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    text = _text_of(value)
    try:
        moment = _moment(value, text)
    except _Unreadable as error:
        if text is None:
            words = f"Input should be a valid datetime, {error}"
            raise invalid("datetime_parsing", words, value, error=str(error)) from None
    except ValueError:
        raise _no_such_year("datetime_parsing", "datetime", value) from None
    else:
        if moment is None:
            raise invalid("datetime_type", "Input should be a valid datetime", value)
        return moment
    try:
        day = _read_date(text)
    except _Unreadable as error:
        words = f"Input should be a valid datetime or date, {error}"
        raise invalid("datetime_from_date_parsing", words, value, error=str(error)) from None
    return datetime(day.year, day.month, day.day)


def check_time(value, lax):
    """A time of day."""
    if isinstance(value, time):
        return value
    text = _text_of(value)
    try:
        if text is not None:
            return time(*_time(text, 0))
        if not _is_number(value):
            raise invalid("time_type", "Input should be a valid time", value)
        seconds, microseconds = _whole_and_millionths(value)
        if seconds < 0:
            raise _Unreadable("time in seconds should be positive")
        if seconds >= 86_400:
            raise _Unreadable("numeric times may not exceed 86,399 seconds")
        return time(seconds // 3600, seconds // 60 % 60, seconds % 60, microseconds, TzInfo(0))
    except _Unreadable as error:
        words = f"Input should be in a valid time format, {error}"
        raise invalid("time_parsing", words, value, error=str(error)) from None


def check_timedelta(value, lax):
    """A duration."""
    if isinstance(value, timedelta):
        return value
    text = _text_of(value)
    try:
        if text is not None:
            return _read_timedelta(text)
        if not (_is_number(value) or isinstance(value, bool)):
            raise invalid("time_delta_type", "Input should be a valid timedelta", value)
        seconds, microseconds = _whole_and_millionths(value)
        return _as_timedelta(seconds * 1_000_000 + microseconds)
    except _Unreadable as error:
        words = f"Input should be a valid timedelta, {error}"
        raise invalid("time_delta_parsing", words, value, error=str(error)) from None


CHECKS = {date: check_date, datetime: check_datetime, time: check_time, timedelta: check_timedelta}


# --- as JSON, and in messages ---


def as_json(value):
    """A value of these types as JSON has it."""
    if isinstance(value, timedelta):
        return _as_duration(value)
    text = value.isoformat()
    if not isinstance(value, (datetime, time)) or value.utcoffset() is None:
        return text
    if not value.utcoffset():
        return text.removesuffix("+00:00") + "Z"
    return text


def _as_duration(value):
    sign, left = ("-", -value) if value < timedelta(0) else ("", value)
    years, days = divmod(left.days, 365)
    hours, minutes, seconds = left.seconds // 3600, left.seconds // 60 % 60, left.seconds % 60
    fraction = f".{left.microseconds:06}".rstrip("0") if left.microseconds else ""
    day_part = "".join(f"{count}{unit}" for count, unit in ((years, "Y"), (days, "D")) if count)
    time_part = "".join(f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M")) if count)
    if seconds or fraction or not (day_part or time_part):
        time_part += f"{seconds}{fraction}S"
    return f"{sign}P{day_part}{time_part and 'T' + time_part}"


def as_bound(value):
    """A bound of these types as a message has it."""
    if not isinstance(value, timedelta):
        return as_json(value)
    counts = (
        (value.days, "day"), (value.seconds // 3600, "hour"), (value.seconds // 60 % 60, "minute"),
        (value.seconds % 60, "second"), (value.microseconds, "microsecond"),
    )
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counts if count]
    return " and ".join(said) or "0 seconds"


def comparable(value, bound):
    """The value as it can be compared with the bound: one without a time zone is taken for UTC."""
    if isinstance(value, (datetime, time)) and (value.tzinfo is None) != (bound.tzinfo is None):
        return value.replace(tzinfo=None if bound.tzinfo is None else timezone.utc)
    return value
