"""An `ssl` without TLS: names that the suite's common fixtures import."""


class SSLContext:
    """Named in annotations."""
