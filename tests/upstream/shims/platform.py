"""A `platform` that says what the tests ask: which operating system and which Python they run on."""


def system():
    return "Linux"


def python_implementation():
    return "CPython"
