"""The caller waits for a word from every worker; the dead say nothing."""

import fcntl
from multiprocessing import Process, SimpleQueue, Value
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


def run(answers, *arguments):
    try:
        write_lines(*arguments)
        answers.put(None)
    except Exception as error:
        answers.put(error)


def append_log(path, workers, lines, width):
    last = Value("q", Path(path).read_bytes().count(b"\n") if Path(path).exists() else 0)
    answers = SimpleQueue()
    processes = [Process(target=run, args=(answers, path, last, number, lines, width)) for number in range(workers)]
    for process in processes:
        process.start()
    failures = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    for failure in failures:
        if failure is not None:
            raise failure
    return last.value
