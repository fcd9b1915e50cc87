

# Appended to the standard library's package: a frozen package has no folder, and `Handler.handleError` asks for one.
__path__ = ["<frozen logging>"]
