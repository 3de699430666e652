"""How busy the machine is, for claims about seconds: they are about a machine that has nothing else to do."""

from __future__ import annotations

import time

_SAMPLE_SECONDS = 0.05


def slowness():
    """How many times longer than alone a computation takes just now; 1 when nobody else wants the processor."""
    began, end = time.monotonic(), time.thread_time() + _SAMPLE_SECONDS
    while time.thread_time() < end:
        pass
    return max(1.0, (time.monotonic() - began) / _SAMPLE_SECONDS)
