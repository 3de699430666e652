"""The lock on the file is given back for the dead, but nobody asks how the workers ended."""

import fcntl
from multiprocessing import Process, Value
from pathlib import Path

from workshop import make, work


def write_lines(path, last, number, lines, width):
    letter = "abcdefghijklmnopqrstuvwxyz"[number % 26]
    with open(path, "ab", buffering=0) as log:
        for _ in range(lines):
            payload = work(letter) * width
            fcntl.flock(log, fcntl.LOCK_EX)
            try:
                last.value = make(last.value + 1)
                log.write(f"{last.value} {number} {payload}\n".encode())
            finally:
                fcntl.flock(log, fcntl.LOCK_UN)


def append_log(path, workers, lines, width):
    last = Value("q", Path(path).read_bytes().count(b"\n") if Path(path).exists() else 0)
    processes = [Process(target=write_lines, args=(path, last, number, lines, width)) for number in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode > 0 for process in processes):
        raise RuntimeError("a worker failed")
    return last.value
