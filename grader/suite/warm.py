"""Warm runners: a process that has pytest and a sandbox ready, and forks a runner of a hidden suite for each request.

A fresh runner spends a quarter of a second of processor time on importing pytest, and nearly as much on a launcher,
before it has looked at anything; forked from here it spends neither. Each is still a process of its own that ends with
its grade: nothing of one submission is left for the next, and the memory of this process stays as it is.

Run as a process of its own (`main`) it is what `processes.take_warm_runner` starts, for those who grade from threads.

The one who keeps this must have a single thread, as forking is not safe beside others. The launcher belongs to it: a
runner may use it and cannot replace it, so one that has died is replaced before the next runner starts.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from types import FrameType
from typing import IO, NoReturn

import pytest  # noqa: F401 - what takes the time

from grader.errors import SandboxError
from grader.evidence import prepare
from grader.model import Level
from grader.processes import PATIENCE_SECONDS
from grader.sandbox import LocalSandbox, open_sandbox
from grader.suite import plugin, teller  # noqa: F401 - as above
from grader.suite.events import Decided
from grader.suite.request import Request, Supply, from_text
from grader.suite.runner import warm_up, work_off

HELD_BACK = (signal.SIGTERM, signal.SIGINT)


class ForkedRunner:
    """A runner that was forked from this process, as `grading.grade` wants it."""

    def __init__(self, pid: int, lifeline: int, events: int, talk: IO[bytes]) -> None:
        self._pid = pid
        self._lifeline = lifeline
        self._talk = talk
        self._status: int | None = None
        self.events = events
        """The descriptor from which its events can be read."""

    def status(self) -> int | None:
        """Its exit status, negative for a signal, once it has said its last; None if it lives on."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._status is None and select.select([self.events], [], [], max(0.0, deadline - time.monotonic()))[0]:
            if not os.read(self.events, 1 << 16):  # it has ended, and with it its end of the pipe
                self._reap()
        return self._status

    def last_words(self) -> str:
        """The last line of what it printed besides."""
        self._talk.seek(0)
        return self._talk.read().decode(errors="replace").strip().rpartition("\n")[2]

    def end(self) -> None:
        """End it; the launcher ends the run that it was waiting for."""
        os.close(self._lifeline)
        if self._status is None:
            os.kill(self._pid, signal.SIGKILL)
            self._reap()
        os.close(self.events)

    def _reap(self) -> None:
        self._status = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])


class WarmRunners:
    """Forks runners for requests of one level and one course; `private` are descriptors that no runner should hold."""

    def __init__(self, *, private: Sequence[int] = ()) -> None:
        self._private = private
        self._sandbox: LocalSandbox | None = None
        self._wishes: tuple[Level | None, tuple[str, ...]] | None = None
        warm_up()
        prepare(Decided)
        gc.collect()
        gc.freeze()  # what is frozen is not copied by a collection in a child

    @contextmanager
    def runner(self, request: Request) -> Iterator[ForkedRunner]:
        """Fork a runner for a request, and end it with the block."""
        sandbox = None if request.replay is not None else self._warm_sandbox(request)
        with tempfile.TemporaryFile() as talk:
            runner = self._forked(request, sandbox, talk)
            try:
                yield runner
            finally:
                runner.end()

    def close(self) -> None:
        """End the launcher."""
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None

    def _warm_sandbox(self, request: Request) -> LocalSandbox | None:
        """The sandbox for a request: the one that is there, if it fits and its launcher lives.

        None if there can be none: the runner then tries by itself, and tells why.
        """
        wishes = (request.level, request.hidden)
        if self._sandbox is None or self._wishes != wishes or not self._sandbox.lives:
            self.close()
            self._sandbox, self._wishes = open_sandbox(request.level, hidden=request.hidden), wishes
            try:
                _ = self._sandbox.level
            except SandboxError:
                self.close()
        return self._sandbox

    def _forked(self, request: Request, sandbox: LocalSandbox | None, talk: IO[bytes]) -> ForkedRunner:
        hear, tell = os.pipe(), os.pipe()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, HELD_BACK)
        pid = os.fork()
        if not pid:
            try:
                for number in HELD_BACK:
                    signal.signal(number, signal.SIG_DFL)
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
                _take_over(hear, tell, talk.fileno(), self._private)
                work_off(request, partial(Supply, request, sandbox=sandbox and sandbox.lent()), _writer(tell[1]))
            finally:
                os._exit(1)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(hear[0])
        os.close(tell[1])
        return ForkedRunner(pid, hear[1], tell[0], talk)


def _take_over(hear: tuple[int, int], tell: tuple[int, int], talk: int, private: Sequence[int]) -> None:
    """Make the pipes and the file the child's own."""
    for descriptor in (hear[1], tell[0], *private):
        os.close(descriptor)
    os.dup2(hear[0], 0)
    os.dup2(talk, 1)
    os.dup2(talk, 2)


def _writer(descriptor: int) -> Callable[[bytes], None]:
    def write(line: bytes) -> None:
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(descriptor, rest) :]

    return write


# ------------------------------------------------------------------------------------ a process of its own


def main() -> NoReturn:
    """Take one request after the other on stdin, and tell on stdout what is told by the runner that each one gets.

    It ends with stdin, or as a runner has ended that did not come to its end.
    """
    leave_on_signals()
    output = os.dup(1)
    os.dup2(2, 1)  # nothing that is printed can be taken for an event
    with closing(WarmRunners(private=[output])) as runners:
        status = _serve(runners, _writer(output))
    if status < 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)


def _serve(runners: WarmRunners, write: Callable[[bytes], None]) -> int:
    """Work the requests off; gives the first status that is not 0."""
    while line := sys.stdin.buffer.readline():
        with runners.runner(from_text(line)) as runner:
            if not _handed_on(runner.events, write):
                break
            status = runner.status()
            words = runner.last_words()
        if status:
            sys.stderr.write(words)
            sys.stderr.flush()
            return status
    return 0


def _handed_on(events: int, write: Callable[[bytes], None]) -> bool:
    """Hand on what a runner tells until it ends; False if nobody listens any more."""
    ready = select.poll()
    ready.register(events, select.POLLIN)
    ready.register(0, 0)  # it tells of itself only that its other end is closed
    while True:
        told = dict(ready.poll())
        if 0 in told:
            return False
        if not (piece := os.read(events, 1 << 20)):
            return True
        write(piece)


def leave_on_signals() -> None:
    """Let a signal that ends this process first end what it has started, by leaving its blocks."""
    for number in HELD_BACK:
        signal.signal(number, _leave)


def _leave(number: int, _frame: FrameType | None) -> None:
    for each in HELD_BACK:
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)
