"""What anyio is on any backend. Must not know: a backend's name."""
