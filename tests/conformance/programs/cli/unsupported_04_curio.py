#? exit 1
#? stdout ^curio.tcp_server: there are no sockets in a browser$
#? stdout ^curio.subprocess.run: there are no subprocesses in a browser$
#? stdout ^curio.aopen: there are no files in a browser$
#? stderr ^NotImplementedError: curio.run_in_process: there are no processes in a browser$
import curio
from curio import subprocess, tcp_server


async def main():
    for call in (lambda: tcp_server("", 25000, main), lambda: subprocess.run(["ls"]), lambda: curio.aopen("file")):
        try:
            await call()
        except NotImplementedError as exc:
            print(exc)
    await curio.run_in_process(sum, [1])


curio.run(main)
