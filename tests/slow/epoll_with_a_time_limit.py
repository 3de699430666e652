"""Epoll with a time limit."""

import select

from family import PAUSE


def solve():
    select.epoll().poll(PAUSE)
