"""Many schedules of one call or one script, one after another, each in a fresh process; a reply for each."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import IO, Any, NoReturn

from grader.languages.python.scheduling import (
    clock,
    family,
    importing,
    parts,
    processes,
    scripts,
    stirring,
    telling,
    turn,
)
from grader.languages.python.scheduling.performance import Performance, outcome
from grader.languages.python.scheduling.rooms import Rooms

_MOST_OUTPUT = 64 << 10
Call = Callable[[], dict[str, Any]]


def hunt(request: dict[str, Any], box: str, call: Call, reply: Callable[[dict[str, Any]], bool]) -> None:
    """Perform the plans of a request, in order, as long as `reply` says that it wants more and there is time.

    `call` makes the call in a process of its own, and gives the rest of its reply; a request that names a script is
    one to run that, and its value is what it printed and how it ended.
    """
    order = request["schedules"]
    family.become_reaper()
    _take_one_processor()
    importing.compile_all(box)
    folders = {"box": box + "/", "temporary": tempfile.gettempdir()}
    parts.install({**folders, "prints": "script" in request})  # once for all: it acts on what is under control only
    gc.collect()
    gc.freeze()  # what is frozen is not copied by a collection in a child
    until, at_last = _processor_seconds() + order["seconds"], time.monotonic() + order["wall_seconds"]
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
        kind: type[_Call] = _Script if "script" in request else _Call
        rooms = Rooms(box, tempfile.gettempdir())
        for plan in order["plans"]:
            told = kind(request, plan, box, call, files).performed()
            wanted = reply({**told, "files": rooms.fetch(order["fetch"])})
            family.end_descendants(os.getpid())
            rooms.tidy()
            too_slow = plan["strategy"] == stirring.STIRRED and told["schedule"]["problem"]
            if not wanted or too_slow or _processor_seconds() > until or time.monotonic() > at_last:
                return


def _processor_seconds() -> float:
    """What this process and those that it has reaped have used: on a crowded machine the same as on an idle one."""
    return sum(os.times()[:4])


def _take_one_processor() -> None:
    """Only one thread runs at a time: handing the token on is much cheaper if they share a processor.

    It is the one on which this process runs, as the system starts a process where there is least to do; so searches
    side by side hardly ever share one.
    """
    if hasattr(os, "sched_setaffinity"):
        allowed = os.sched_getaffinity(0)
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {processor_here()})
        turn.stand_in(os, sched_getaffinity=lambda _pid=0, /: set(allowed))


def processor_here() -> int:
    """The number of the processor on which this process runs (`processor` of /proc/PID/stat, proc(5))."""
    with open("/proc/self/stat", encoding="utf-8", errors="replace") as file:
        return int(file.read().rpartition(")")[2].split()[36])


class _Call:
    """One schedule of a call. What the call gave comes back in a file: it may be larger than a pipe."""

    def __init__(
        self, request: dict[str, Any], plan: dict[str, Any], box: str, call: Call, files: Sequence[IO[bytes]]
    ) -> None:
        self._request, self._plan, self._box, self._call = request, plan, box, call
        self._result, self._output, self._errors = files
        for file in files:
            file.seek(0)
            file.truncate()

    @property
    def _is_stirred(self) -> bool:
        return bool(self._plan["strategy"] == stirring.STIRRED)

    def performed(self) -> dict[str, Any]:
        """The reply."""
        kind = stirring.Stirred if self._is_stirred else Performance
        performance = kind(self._plan, self._subject, self._request["schedules"]["most_seconds"])
        try:
            performance.perform()
            end = outcome(performance)
            performance.end()
            said = self._said(performance) if end == "ended" else None
            return {**(said or _nothing(end, performance)), "schedule": telling.schedule(self._plan, performance, end)}
        finally:
            performance.close()

    def _subject(self, address: bytes) -> NoReturn:
        self._direct_output()
        turn.settings.update({"address": address, "clocks": clock.moments(), "trace": self._plan["trace"]})
        processes.seed(0)
        if self._is_stirred:
            stirring.begin(self._plan["seed"])
        else:
            turn.arrive(0)
        self._carry_out()
        os._exit(0)

    def _direct_output(self) -> None:
        """What many runs print is of no use to anybody."""
        if not self._plan["trace"]:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
            os.close(null)

    def _carry_out(self) -> None:
        os.pwrite(self._result.fileno(), json.dumps(self._call()).encode(), 0)

    def _said(self, performance: Performance) -> dict[str, Any] | None:  # noqa: ARG002
        """What the call came to, if it came to anything."""
        self._result.seek(0)
        try:
            said = json.loads(self._result.read())
        except ValueError:
            return None
        return said if isinstance(said, dict) and said.keys() in ({"value"}, {"error"}) else None


class _Script(_Call):
    """One schedule of a script."""

    def _direct_output(self) -> None:
        os.dup2(self._output.fileno(), 1)
        os.dup2(self._errors.fileno(), 2)

    def _carry_out(self) -> None:
        scripts.run(os.path.join(self._box, self._request["script"]), self._request["arguments"])

    def _said(self, performance: Performance) -> dict[str, Any]:
        """What it printed, and its status: negative for a signal, as `subprocess` gives it."""
        texts = []
        for file in (self._output, self._errors):
            file.seek(0)
            texts.append(file.read(_MOST_OUTPUT).decode("utf-8", "backslashreplace"))
        return {"value": {"status": performance.status, "output": texts[0], "errors": texts[1]}}


def _nothing(end: str, performance: Performance) -> dict[str, Any]:
    """Why there is no result; the words are for people who look at a record, since what counts is seen outside."""
    messages = {
        "ended": "the process ended before the call returned",
        "blocked": "nobody could go on",
        "polling": "everyone only looked again and again",
        "unknown": performance.problem,
        "tampered": performance.problem,
    }
    error = {"kind": end, "type": "", "message": messages[end]}
    return {"error": error, "stall": telling.stall(performance, end) if end in ("blocked", "polling") else None}
