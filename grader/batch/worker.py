"""One worker: `python -m grader.batch.worker DESCRIPTOR`, a process that makes one grade after the other.

It is told by frames on a socket (see `sandbox.wire`) which function to call on which text, and answers with the text
that came of it. While it works it says so now and then: one that falls silent is taken for dead. When the socket is
closed, whoever started it has gone, and it ends.
"""

from __future__ import annotations

import importlib
import os
import socket
import sys
from collections.abc import Callable
from typing import Any

from grader.batch import tasks
from grader.sandbox import wire
from grader.suite.events import Event
from grader.suite.warm import WarmRunners, leave_on_signals

CALL, TEXT, RESULT, ERROR, BUSY = "call", "text", "result", "error", "busy"


class Worker:
    """This process, where it is a worker."""

    connection: socket.socket
    runners: WarmRunners | None = None

    @classmethod
    def still_works(cls, _event: Event | None = None) -> None:
        """Tell whoever waits for this worker that it has not died."""
        wire.send(cls.connection, {BUSY: True})


def carry_out(text: str) -> str:
    """Do what `tasks.carry_out` does, be heard meanwhile, and leave it when nobody listens any more."""
    if Worker.runners is None:
        Worker.runners = WarmRunners(private=[Worker.connection.fileno()])
    how = {"wanted_until": Worker.connection.fileno(), "start": Worker.runners.runner, "on_event": Worker.still_works}
    return tasks.graded(text, **how)


def name_of(function: Callable[[str], str]) -> str:
    """The name by which a worker finds a function of the grader, or of whoever started it."""
    return f"{function.__module__}:{function.__qualname__}"


def main() -> None:
    """Serve until the socket is closed."""
    leave_on_signals()
    sys.modules.setdefault("grader.batch.worker", sys.modules["__main__"])  # one `Worker`, whatever it is called by
    os.dup2(2, 1)  # nothing that is printed can be taken for an answer
    Worker.connection = socket.socket(fileno=int(sys.argv[1]))
    try:
        Worker.still_works()  # it has started
        while (order := wire.receive(Worker.connection)) is not None:
            wire.send(Worker.connection, _answer(order))
    except BrokenPipeError:
        pass  # nobody waits for the answer any more
    finally:
        if Worker.runners is not None:
            Worker.runners.close()


def _answer(order: dict[str, Any]) -> dict[str, Any]:
    try:
        return {RESULT: _function(order[CALL])(order[TEXT])}
    except BrokenPipeError:
        raise
    except Exception as error:  # whatever the function raises is an answer, too
        return {ERROR: f"{type(error).__name__}: {error}"}


def _function(name: str) -> Callable[[str], str]:
    module, _, attribute = name.partition(":")
    function: Callable[[str], str] = getattr(importlib.import_module(module), attribute)
    return function


if __name__ == "__main__":
    main()
