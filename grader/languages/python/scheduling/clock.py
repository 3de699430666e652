"""Time, as the program sees it: virtual. A sleep takes no time, and nobody's timeout passes while somebody can go on.

Each look at the clock takes a microsecond, and many looks in a row are a short sleep: a loop that waits for a moment
comes to it.
"""

from __future__ import annotations

import queue
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from grader.languages.python.scheduling import turn

NAMES = ("monotonic", "time", "perf_counter")
"""The clocks that show virtual time."""
_LOOK_SECONDS = 1e-6
_LOOKS = 50
_PATIENCE_SECONDS = 0.01
_sleep = time.sleep
_looks = threading.local()


def install() -> None:
    """Put virtual time in place of the real one, wherever it has been imported to."""
    clocks = {name: _virtual(name, getattr(time, name)) for name in NAMES}
    turn.stand_in(time, **clocks, sleep=sleep)
    turn.stand_in(signal, alarm=_timing(signal.alarm), setitimer=_timing(signal.setitimer))
    turn.stand_in(queue, time=clocks["monotonic"])
    turn.stand_in(threading, _time=clocks["monotonic"])


def sleep(seconds: float, /) -> None:
    """`time.sleep`."""
    if not turn.controlled():
        return _sleep(seconds)
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    turn.point("sleep")
    if seconds > 0:  # no time is over at once: others may have been let go first, and need not have been
        turn.blocked(timeout=float(seconds))
    return None


def _timing(function: Callable[..., Any]) -> Callable[..., Any]:
    """A timer of the kernel: it will send its signal at some time on the clock."""

    def set_timer(*arguments: Any) -> Any:
        turn.introduce_stranger(timer=True)
        return function(*arguments)

    return set_timer


def moments() -> dict[str, float]:
    """What each clock shows now."""
    return {name: getattr(time, name)() for name in NAMES}


def _virtual(name: str, real: Callable[[], float]) -> Callable[[], float]:
    def now() -> float:
        if turn.here.line is None:
            return real()
        began: float = turn.settings["clocks"][name]
        if not turn.controlled():
            return began + turn.now()
        looks = _looks.number = getattr(_looks, "number", 0) + 1
        if looks % _LOOKS == 0:
            sleep(_PATIENCE_SECONDS)
        turn.here.now += _LOOK_SECONDS
        return began + turn.now()

    return now
