"""Kinds of path parameters, `{name:int}`. Rules: `starlette/convertors.py`."""

import math


class Convertor:
    """From a part of a path to a value, and back."""

    regex = ""

    def convert(self, value):
        raise NotImplementedError()

    def to_string(self, value):
        raise NotImplementedError()


class StringConvertor(Convertor):
    regex = "[^/]+"

    def convert(self, value):
        return value

    def to_string(self, value):
        value = str(value)
        assert "/" not in value, "May not contain path separators"
        assert value, "Must not be empty"
        return value


class PathConvertor(Convertor):
    regex = ".*"
    convert = to_string = staticmethod(str)


class IntegerConvertor(Convertor):
    regex = "[0-9]+"
    convert = staticmethod(int)

    def to_string(self, value):
        value = int(value)
        assert value >= 0, "Negative integers are not supported"
        return str(value)


class FloatConvertor(Convertor):
    regex = r"[0-9]+(\.[0-9]+)?"
    convert = staticmethod(float)

    def to_string(self, value):
        value = float(value)
        assert value >= 0.0, "Negative floats are not supported"
        assert not math.isnan(value), "NaN values are not supported"
        assert not math.isinf(value), "Infinite values are not supported"
        return ("%0.20f" % value).rstrip("0").rstrip(".")


CONVERTOR_TYPES = {
    "str": StringConvertor(), "path": PathConvertor(), "int": IntegerConvertor(), "float": FloatConvertor(),
}


def register_url_convertor(key, convertor):
    """One more kind."""
    CONVERTOR_TYPES[key] = convertor
