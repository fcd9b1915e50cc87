#? exit 1
#? stderr ^ModuleNotFoundError: .*numpy
#? stderr asyncio
#? stderr trio
import numpy
