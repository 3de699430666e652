"""What the command line asks of the rest, in one value: tests hand in stand-ins instead of patching anything.

The real ones are imported when they are first called. Most commands need few of them, and a student who asks for a
hint should not wait for the machinery that grades.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.model import Evidence, Grade, Limits

if TYPE_CHECKING:
    from grader.sandbox import Sandbox
    from grader.sandbox.levels import LevelReport


def _grade(*arguments: Any, **keywords: Any) -> Grade:
    from grader.grading import grade

    return grade(*arguments, **keywords)


def _trace(command: Sequence[str], *, limits: Limits) -> Evidence:
    from grader.sandbox.tracing import trace

    return trace(command, limits=limits)


@contextmanager
def _sandbox() -> Iterator[Sandbox]:
    from grader.sandbox import open_sandbox

    with closing(open_sandbox()) as sandbox:
        yield sandbox


def _probe_levels() -> Sequence[LevelReport]:
    from grader.sandbox.levels import probe_levels

    return probe_levels()


def _changes(paths: Iterable[Path]) -> Iterator[object]:
    from watchfiles import watch

    with suppress(KeyboardInterrupt):  # its word for any signal
        yield from watch(*paths, step=50, rust_timeout=1000, yield_on_timeout=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The calls that run something or wait for something, each with the signature of the function it stands for."""

    grade: Callable[..., Grade] = _grade
    trace: Callable[..., Evidence] = _trace
    sandbox: Callable[[], AbstractContextManager[Sandbox]] = _sandbox
    probe_levels: Callable[[], Sequence[LevelReport]] = _probe_levels
    changes: Callable[[Iterable[Path]], Iterator[object]] = _changes
    """Comes back when something may have changed in these folders, and every second; ends with SIGINT and SIGTERM."""
