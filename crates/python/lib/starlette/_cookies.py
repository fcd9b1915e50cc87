"""Cookies in headers: how a value and its attributes are written, and read back. Rules: `http/cookies.py` of CPython."""

import time

_LEGAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~:")
_UNESCAPED = _LEGAL | frozenset(" ()/<=>?@[]{}")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _escape(char):
    if char in _UNESCAPED:
        return char
    if char in '"\\':
        return "\\" + char
    return f"\\{ord(char):03o}" if ord(char) < 256 else char


def quote(value):
    """A value as it is written: in quotes if it has anything but plain characters."""
    if value and all(char in _LEGAL for char in value):
        return value
    return '"' + "".join(map(_escape, value)) + '"'


def unquote(text):
    """What `quote` was given."""
    if len(text) < 2 or not text[0] == text[-1] == '"':
        return text
    text, value, at = text[1:-1], [], 0
    while at < len(text):
        char, octal = text[at], text[at + 1:at + 4]
        if char != "\\" or at + 1 == len(text):
            value.append(char)
            at += 1
        elif len(octal) == 3 and octal[0] in "0123" and octal[1] in "01234567" and octal[2] in "01234567":
            value.append(chr(int(octal, 8)))
            at += 4
        else:
            value.append(text[at + 1])
            at += 2
    return "".join(value)


def http_date(seconds):
    """An instant of the clock, as headers tell it."""
    year, month, day, hour, minute, second, weekday = time.gmtime(seconds)[:7]
    return f"{_DAYS[weekday]}, {day:02d} {_MONTHS[month - 1]} {year:4d} {hour:02d}:{minute:02d}:{second:02d} GMT"


def header(key, value, max_age, expires, path, domain, secure, httponly, samesite, partitioned):
    """The text of a `Set-Cookie` header; the attributes in the order of the alphabet."""
    if samesite is not None:
        assert samesite.lower() in ("strict", "lax", "none"), "samesite must be either 'strict', 'lax' or 'none'"
    if partitioned:
        raise ValueError("Partitioned cookies are only supported in Python 3.14 and above.")
    if hasattr(expires, "timestamp"):
        expires = http_date(expires.timestamp())
    elif isinstance(expires, int):
        # A number is seconds from now.
        expires = http_date(time.time() + expires)
    attributes = {
        "Domain": domain, "expires": expires, "HttpOnly": httponly or None, "Max-Age": max_age, "Path": path,
        "SameSite": samesite, "Secure": secure or None,
    }
    said = [name if value is True else f"{name}={value}" for name, value in attributes.items() if value not in (None, "")]
    return "; ".join([f"{key}={quote(value)}", *said])
