"""anyio's streams, a module for each kind."""
