"""Which processes have come since a test began, and which of them live, whoever may have adopted them."""

from __future__ import annotations

import psutil


def children():
    """All processes below this one, those of other tests included."""
    return set(psutil.Process().children(recursive=True))


def alive(processes):
    """Which of these live."""
    return [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]
