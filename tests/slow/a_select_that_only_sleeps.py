"""A select that only sleeps."""

import select

from family import PAUSE


def solve():
    select.select([], [], [], PAUSE)
