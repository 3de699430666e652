"""All parts of the control of one process, put in place together."""

from __future__ import annotations

import contextlib
import importlib
import sys
from typing import Any

from grader.languages.python.scheduling import (
    clock,
    files,
    importing,
    memory,
    pipes,
    processes,
    scripts,
    semaphores,
    servers,
    starting,
    threads,
    turn,
)

_PARTS = (importing, memory, threads, semaphores, processes, pipes, files, clock, starting, servers, scripts)


def install(settings: dict[str, Any]) -> None:
    """Put this process under control, but for its connection; the workshop keeps the real clock and the real pipes."""
    turn.settings.update(settings)
    with contextlib.suppress(ImportError):
        importlib.import_module("workshop")
    for part in _PARTS:
        part.install()


def join(settings: dict[str, Any], number: int) -> None:
    """In a process that was not forked: come under control, and wait for the token."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "grader"]:
        del sys.modules[name]
    install(settings)
    processes.seed(number)
    turn.arrive(number)
