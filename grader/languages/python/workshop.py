"""The workshop: what there is to do in a child process.

Call `work(item)` where an exercise says so. It does one unit of work and gives the result: the square of a number, a
text in upper case, anything else as it is. `make(item)` is the producer's counterpart: it gives the item itself.

    >>> from workshop import work
    >>> work(3)
    9

While a program is graded, each call leaves two records, when it began and when it ended, and in which process; that is
how the grader knows who did what. Then the work may also take some time, or fail with `WorkFailed`. Run by hand, it is
done at once, and nothing is recorded.
"""

from __future__ import annotations

import json
import os
import threading
import time
from functools import lru_cache
from typing import Any

__all__ = ["WorkFailed", "make", "work"]

_LONGEST = 200
_open, _write, _close = os.open, os.write, os.close
"""As they are at first: what may take their places later, so that a schedule can be chosen, is not for records."""


class WorkFailed(Exception):
    """The piece of work could not be done."""


def work(item: Any) -> Any:
    """Do one unit of work and return its result. Raises WorkFailed when the work fails."""
    _do("work", item)
    if isinstance(item, str):
        return item.upper()
    if isinstance(item, (int, float)) and not isinstance(item, bool):
        return item * item
    return item


def make(item: Any) -> Any:
    """Make one item, and return it. Raises WorkFailed when that fails."""
    _do("make", item)
    return item


def _do(step: str, item: Any) -> None:
    plan = _plan(os.environ.get("WORKSHOP", "{}"))
    shown = _shown(item)
    order = {"seconds": plan.get("seconds", 0.0) if step == "work" else 0.0, "fails": False}
    order.update(plan.get("orders", {}).get((step, json.dumps(shown)), {}))
    _record(plan, "begin", step, shown)
    _pass_time(order["seconds"], plan.get("spin", False))
    _record(plan, "fail" if order["fails"] else "end", step, shown)
    if order["fails"]:
        raise WorkFailed(f"the work on {shown!r} failed")


@lru_cache(maxsize=4)
def _plan(text: str) -> dict[str, Any]:
    """How long work takes and what fails, as the grader wants it; empty when nobody is grading."""
    plan: dict[str, Any] = json.loads(text)
    plan["orders"] = {
        (order.get("step", "work"), json.dumps(_shown(item))): order for item, order in plan.get("plan", [])
    }
    return plan


def _shown(item: Any) -> Any:
    """The item as it is recorded: a record has to fit into one write to a pipe."""
    try:
        text = json.dumps(item)
    except (TypeError, ValueError):
        text = item = repr(item)
    if len(text) <= _LONGEST:
        return item
    return f"{text.strip(chr(34))[:40]}… ({len(text)} characters)"


def _pass_time(seconds: float, spin: bool) -> None:
    if not spin:
        time.sleep(seconds)
        return
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def _record(plan: dict[str, Any], what: str, step: str, item: Any) -> None:
    """Leave one record, by one write, which a pipe does not mix with others."""
    if "records" not in plan:
        return
    record = {
        "what": what,
        "pid": os.getpid(),
        "thread": threading.get_ident(),
        "at": time.clock_gettime(time.CLOCK_MONOTONIC),  # the kernel's clock, also where sleeping takes no time
        "step": step,
        "item": item,
    }
    pipe = _open(plan["records"], os.O_WRONLY)
    try:
        _write(pipe, json.dumps(record).encode() + b"\n")
    finally:
        _close(pipe)
