"""What of a value is dumped: `include` and `exclude`, which may go down into parts. Rules: pydantic-core's filters.

Must not know: what the values are.
"""

from collections.abc import Mapping

ALL = "__all__"


def _said(wish, key):
    """What a wish says of a part: `None` nothing, `True` the whole of it, else a wish about its own parts."""
    about = [wish[each] if isinstance(wish, Mapping) else True for each in (key, ALL) if each in wish]
    if not about:
        return None
    if any(each in (True, ...) for each in about):
        return True
    return about[0] if len(about) == 1 else _both(*about)


def _both(one, other):
    as_mappings = [each if isinstance(each, Mapping) else dict.fromkeys(each, True) for each in (one, other)]
    return {**as_mappings[1], **as_mappings[0]}


def selected(key, include, exclude):
    """Whether a part is dumped, and the wishes about its own parts."""
    if include is not None:
        include = _said(include, key)
        if include is None:
            return False, None, None
    if exclude is not None:
        exclude = _said(exclude, key)
        if exclude is True:
            return False, None, None
    return True, None if include is True else include, exclude


def by_index(wish, length):
    """A wish about the items of a list, whose places may be counted from its end."""
    if wish is None:
        return None
    place = {key: key + length if isinstance(key, int) and key < 0 else key for key in wish}
    return {place[key]: wish[key] for key in wish} if isinstance(wish, Mapping) else {*place.values()}
