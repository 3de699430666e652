"""Alarms that a process has set for itself: a sleep that nobody in the family can end may end by one.

POSIX timers are listed in `/proc/PID/timers`, and a timer that is a descriptor says so itself. What alarm(2) and
setitimer(2) have set is shown nowhere. So where system calls are filtered, the filter reports these two to the
recorder, which notes until when the alarm may ring; elsewhere who handles SIGALRM is held to have set one.
"""

from __future__ import annotations

import signal
import struct
from math import inf

from grader.sandbox import kernel
from grader.sandbox.memory import Memory
from grader.sandbox.sleepers import fields, read

_REAL_TIME = 0  # ITIMER_REAL in linux/time.h; the other two count processor time, which who sleeps does not use
_TIMER = struct.Struct("=qqqq")
_SLACK_SECONDS = 1.0
_CAUGHT = 1 << (signal.SIGALRM - 1)


def alarm_after(task: int, before: float, now: float) -> float:
    """Until when an alarm may ring, once the call is done at whose beginning a task is stopped. `before` is as yet."""
    words = read(f"/proc/{task}/syscall").split()
    if len(words) < 3:
        return inf
    number, first, second = int(words[0]), int(words[1], 16), int(words[2], 16)
    if number == kernel.NUMBER["alarm"]:
        return now + (first & 0xFFFFFFFF) + _SLACK_SECONDS if first else 0.0
    if first & 0xFFFFFFFF != _REAL_TIME:
        return before
    data = Memory(task).read(second, _TIMER.size)
    if len(data) < _TIMER.size:
        return inf
    interval, interval_part, value, part = _TIMER.unpack(data)
    if interval or interval_part:
        return inf if value or part else 0.0
    return now + value + _SLACK_SECONDS if value or part else 0.0


def may_ring(host: int, until: float, now: float, *, reported: bool) -> bool:
    """Whether something may still wake a process by the clock. `reported` tells whether `until` is to be relied on."""
    if now < until or read(f"/proc/{host}/timers"):
        return True
    return not reported and bool(int(fields(read(f"/proc/{host}/status")).get("SigCgt", "0"), 16) & _CAUGHT)
