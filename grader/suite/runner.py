"""Runs one hidden suite on one submission, in a process of its own, which `grader.processes` starts.

It reads one request, a line of JSON on stdin, and writes events, lines of JSON, on stdout (see `events`). stdin then
stays open: when it ends, the one who asked has gone, and so does this process, at once. Nothing that prints can spoil
the events: they have a private descriptor, and what is printed goes to stderr.

The order matters for the time that people wait: the launcher is started before this module is imported, pytest is
imported while nobody has asked for anything, and the submission is loaded while the suite is collected.
"""

from __future__ import annotations

import importlib
import io
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from types import FrameType
from typing import BinaryIO, NoReturn

from grader.errors import GraderError
from grader.model import Evidence
from grader.processes import Launcher
from grader.suite.events import Done, Problem, to_line
from grader.suite.request import Request, Supply, from_text

PLUGINS_LEFT_OUT = (
    "cacheprovider", "doctest", "faulthandler", "junitxml", "pastebin", "stepwise", "threadexception", "unittest",
    "unraisableexception",
)  # fmt: skip
"""What pytest brings and no hidden suite needs: it costs time, or writes files."""
_NO_OTHER_PLUGINS = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
_NOTHING = '''
from grader.suite import Student, points

@points(1)
def test_nothing(student: Student) -> None:
    """Nothing is asked for."""
    assert student
'''
_SWITCH_SECONDS = 0.0005
"""Who hands the request on does not wait long for who imports pytest."""


def main(launcher: Launcher | None = None) -> None:
    """Run the suite that stdin asks for, in a sandbox with this launcher, or with one of its own."""
    write = _private_output()
    sys.setswitchinterval(_SWITCH_SECONDS)
    threading.Thread(target=importlib.import_module, args=["pytest"], daemon=True).start()
    line = sys.stdin.buffer.readline()
    if not line:
        os._exit(1)
    request = from_text(line)
    work_off(request, lambda: Supply(request, launcher), write)


def work_off(request: Request, open_supply: Callable[[], Supply], write: Callable[[bytes], None]) -> NoReturn:
    """Run the suite that a request asks for, tell its events to `write`, and end this process."""
    _end_with_stdin()
    try:
        supply = open_supply()
        _end_on_signals(supply)
        _judge(request, supply, _later(supply.load), write)
    except GraderError as error:
        write(to_line(Problem(error.message)))
        write(to_line(Done()))
    else:
        supply.close()
    os._exit(0)


def _judge(
    request: Request, supply: Supply, load: Callable[[], Evidence | None], write: Callable[[bytes], None]
) -> int:
    """Let pytest go through the suite; gives its status."""
    import pytest

    from grader.suite.plugin import Chosen, Judge
    from grader.suite.teller import Teller

    judge = Judge(supply, request.seed, request.budget, at_once=request.at_once)
    with _secluded():
        return pytest.main(_arguments(request), plugins=[Chosen(request.checks), Teller(write, load, supply), judge])


@contextmanager
def _secluded() -> Iterator[None]:
    """Other plugins that happen to be installed are left out, and compiled suites are not kept."""
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    os.environ[_NO_OTHER_PLUGINS] = "1"
    try:
        yield
    finally:
        del os.environ[_NO_OTHER_PLUGINS]
        sys.dont_write_bytecode = before


def _arguments(request: Request) -> list[str]:
    """The command line of pytest: nothing of the surroundings is read, and nothing is written."""
    return [
        request.suite,
        f"--rootdir={request.suite}",
        f"--confcutdir={request.suite}",  # or else every folder on the way down to the suite is looked through
        f"-c{os.devnull}",
        "--noconftest",
        "--import-mode=importlib",
        "--capture=no",
        "--tb=short",
        "-q",
        "-Wignore",
        f"--timeout={request.check_seconds}",
        "--timeout-method=signal",
        *(f"-pno:{name}" for name in PLUGINS_LEFT_OUT),
        "-ppytest_timeout",
    ]


def warm_up() -> int:
    """Go through a suite that runs nothing, so that runners forked from here find loaded what that takes.

    Gives the status of pytest.
    """
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        Path(folder, "test_nothing.py").write_text(_NOTHING)
        request = Request(suite=folder, module="", files={}, replay={})
        supply = Supply(request)
        return _judge(request, supply, supply.load, lambda _line: None)


def _later(load: Callable[[], Evidence | None]) -> Callable[[], Evidence | None]:
    """Start loading the submission in a thread, and give what waits for its record, or raises what it raised."""
    outcome: list[Evidence | None] = []
    errors: list[GraderError] = []

    def run() -> None:
        try:
            outcome.append(load())
        except GraderError as error:
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def wait() -> Evidence | None:
        thread.join()
        if errors:
            raise errors[0]
        return outcome[0]

    return wait


def _private_output() -> Callable[[bytes], None]:
    """Take stdout away for the events alone, and let whatever is printed go to stderr."""
    output: BinaryIO = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)

    def write(line: bytes) -> None:
        rest = memoryview(line)
        while rest:
            rest = rest[output.write(rest) :]

    return write


def _end_with_stdin() -> None:
    def watch() -> None:
        while os.read(0, 4096):
            pass
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _end_on_signals(supply: Supply) -> None:
    def end(number: int, _frame: FrameType | None) -> None:
        supply.close()
        os._exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


if __name__ == "__main__":
    main()
