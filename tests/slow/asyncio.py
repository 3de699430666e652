"""Asyncio."""

import asyncio

from family import PAUSE


async def nap():
    await asyncio.gather(*(asyncio.sleep(PAUSE) for _ in range(5)))


def solve():
    asyncio.run(nap())
