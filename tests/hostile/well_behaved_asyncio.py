# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# value = ["hello", 0]
# ///
"""asyncio with a subprocess and a unix socket."""

import asyncio
import tempfile


def attack(**_):
    return asyncio.run(main())


async def main():
    process = await asyncio.create_subprocess_exec("cat", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate(b"hello")
    with tempfile.TemporaryDirectory() as folder:
        server = await asyncio.start_unix_server(lambda reader, writer: writer.close(), f"{folder}/socket")
        reader, writer = await asyncio.open_unix_connection(f"{folder}/socket")
        await reader.read()
        writer.close()
        server.close()
    return [output.decode(), process.returncode]
