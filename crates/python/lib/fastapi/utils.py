"""What several parts of FastAPI need."""


def is_body_allowed_for_status_code(status_code):
    """Whether a response with that status has a body."""
    if status_code is None or status_code in ("default", "1XX", "2XX", "3XX", "4XX", "5XX"):
        return True
    return int(status_code) >= 200 and int(status_code) not in (204, 205, 304)
