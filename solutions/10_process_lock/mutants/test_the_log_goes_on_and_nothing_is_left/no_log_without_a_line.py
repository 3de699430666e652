"""The log is opened only when there is a line to write."""

from __future__ import annotations

from multiprocessing import Lock, Process, Value
from multiprocessing.connection import wait
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from workshop import make, work


def write_lines(path: str, lock: Any, last: Any, number: int, lines: int, width: int) -> None:
    """Write the lines of one worker."""
    letter = ascii_lowercase[number % 26]
    for _ in range(lines):
        payload = work(letter) * width
        with lock, Path(path).open("a") as log:
            last.value = make(last.value + 1)
            log.write(f"{last.value} {number} {payload}\n")


def wait_for_all(processes: list[Process]) -> None:
    """Wait for all workers, in the order in which they end. If one was killed, end the others."""
    running = {process.sentinel: process for process in processes}
    while running:
        for sentinel in wait(list(running)):
            ended = running.pop(sentinel)  # type: ignore[call-overload]
            ended.join()
            if (ended.exitcode or 0) < 0:
                # It may have been inside: then the lock stays locked, and whoever waits for it would wait for ever.
                for process in running.values():
                    process.terminate()


def lines_in(path: str) -> int:
    """How many lines the log has now; the last one has that number."""
    log = Path(path)
    return log.read_bytes().count(b"\n") if log.exists() else 0


def append_log(path: str, workers: int, lines: int, width: int) -> int:
    """Let several processes append lines to a log, numbered in the order in which they stand."""
    lock = Lock()
    last: Any = Value("q", lines_in(path), lock=False)  # protected by the lock, together with the file
    processes = [
        Process(target=write_lines, args=(path, lock, last, number, lines, width)) for number in range(workers)
    ]
    for process in processes:
        process.start()
    wait_for_all(processes)
    if any(process.exitcode != 0 for process in processes):
        raise RuntimeError("a worker failed, or was killed")
    return int(last.value)
