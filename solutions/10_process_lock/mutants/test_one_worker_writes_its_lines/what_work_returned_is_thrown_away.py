"""The payload is made of the letter itself, not of what work() returned."""

from multiprocessing import Lock, Process, Value
from multiprocessing.connection import wait
from pathlib import Path

from workshop import make, work


def write_lines(path, lock, last, number, lines, width):
    letter = "abcdefghijklmnopqrstuvwxyz"[number % 26]
    with open(path, "a") as log:
        for _ in range(lines):
            work(letter)
            payload = letter * width
            with lock:
                last.value = make(last.value + 1)
                log.write(f"{last.value} {number} {payload}\n")
                log.flush()


def wait_for_all(processes):
    running = {process.sentinel: process for process in processes}
    while running:
        for sentinel in wait(list(running)):
            ended = running.pop(sentinel)
            ended.join()
            if ended.exitcode < 0:
                for process in running.values():
                    process.terminate()


def append_log(path, workers, lines, width):
    log = Path(path)
    lock = Lock()
    last = Value("q", log.read_bytes().count(b"\n") if log.exists() else 0)
    processes = [Process(target=write_lines, args=(path, lock, last, number, lines, width)) for number in range(workers)]
    for process in processes:
        process.start()
    wait_for_all(processes)
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed, or was killed")
    return last.value
