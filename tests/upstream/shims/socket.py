"""A `socket` without sockets: what tests import to find out whether there are any."""

AF_INET = AF_INET6 = SOCK_STREAM = None


def socket(*args, **kwargs):
    raise OSError("no sockets here")


def socketpair(*args, **kwargs):
    raise OSError("no sockets here")
