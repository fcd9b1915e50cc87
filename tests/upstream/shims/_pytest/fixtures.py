"""Named in annotations."""


class SubRequest:
    """What a fixture with parameters is given."""
