"""asyncio.log: the logger that the loop's reports go to, once a program has it."""

import logging

logger = logging.getLogger(__package__)
