"""Many machines: the workers of a Dask cluster as an executor of a batch.

`distributed` is the extra `[cluster]`. The submission and the suite travel with each task, so no disk is shared; each
machine has the same version of the grader. When a worker is lost, Dask gives its tasks to another one, and what it
gives up the batch tries once more. A cluster is trusted: whoever can speak with its scheduler can run anything
on it, and see every submission and the hidden suite.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

import grader
from grader.batch.running import OUT_OF_REACH, Crew
from grader.batch.tasks import carry_out
from grader.errors import GraderError, UsageError
from grader.escaping import shown
from grader.model import Level
from grader.sandbox.levels import probe_levels, strongest
from grader.sentences import one_line

CONNECT_SECONDS = 15
AHEAD = 1
"""Tasks for each thread of the cluster that wait there, beside the one that it works on."""


@contextmanager
def cluster(address: str) -> Iterator[Crew]:
    """Give the workers of the cluster whose scheduler is at this address. Raises UsageError when it cannot be used."""
    client = _client(address)
    try:
        _demand_the_same_grader(client)
        yield Crew(
            executor=_executor(client),
            carry_out=carry_out,
            width=lambda: _width(client),
            far=True,
            held_at=lambda: _weakest(client),
        )
    finally:
        client.close()


def version() -> str:
    """The version of the grader on the machine that this is called on."""
    return grader.__version__


def level() -> int:
    """The level at which programs are held on the machine that this is called on."""
    return strongest(probe_levels()).value


def _client(address: str) -> Any:
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise UsageError(
            "--dask needs the package distributed", hint="pip install 'multiprocessing-grader[cluster]'"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what is lost is told by the batch itself
    try:
        return distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"there is no scheduler at {shown(address)}: {one_line(str(error))}") from None


def _executor(client: Any) -> Executor:
    """The cluster as an executor; the same text twice is two tasks."""
    executor: Executor = client.get_executor(pure=False)
    return executor


def _width(client: Any) -> int:
    """How many tasks keep the cluster busy; at least one, so that a batch waits for a cluster that has no worker."""
    try:
        threads: int = sum(client.nthreads().values())
    except Exception as error:  # Dask has many ways to say that the scheduler does not answer
        raise GraderError(f"{OUT_OF_REACH}: {one_line(str(error)) or 'the scheduler has gone'}") from None
    return max(1, threads * (1 + AHEAD))


def _weakest(client: Any) -> Level:
    """The weakest level of all machines; a cluster that has no worker yet is not known to be weak."""
    return Level(min(_asked_everywhere(client, level).values(), default=Level.CONTAINED))


def _demand_the_same_grader(client: Any) -> None:
    for worker, theirs in _asked_everywhere(client, version).items():
        if theirs != grader.__version__:
            raise UsageError(f"worker {shown(worker)} has grader {shown(str(theirs))}, not {grader.__version__}")


def _asked_everywhere(client: Any, question: Callable[[], Any]) -> dict[str, Any]:
    """What each worker answers. Raises UsageError when one of them cannot."""
    try:
        answers: dict[str, Any] = client.run(question)
    except Exception as error:  # whatever a worker raises that has no grader, or another one
        raise UsageError(f"a worker of the cluster cannot grade: {one_line(str(error))}") from None
    return answers
