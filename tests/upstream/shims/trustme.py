"""Certificates, for tests of TLS, which do not apply: a name that the suite's common fixtures import."""


class CA:
    """An authority that nobody asks."""
