"""What anyio needs of asyncio and of trio: a module each, with the same names in its class."""
