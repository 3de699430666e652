"""Every child makes a lock of its own, which keeps nobody out."""

from multiprocessing import Lock, Process, Value
from multiprocessing.connection import wait
from pathlib import Path

from workshop import make, work


def write_lines(path, last, number, lines, width):
    lock = Lock()
    letter = "abcdefghijklmnopqrstuvwxyz"[number % 26]
    with open(path, "a") as log:
        for _ in range(lines):
            payload = work(letter) * width
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
    last = Value("q", log.read_bytes().count(b"\n") if log.exists() else 0)
    processes = [Process(target=write_lines, args=(path, last, number, lines, width)) for number in range(workers)]
    for process in processes:
        process.start()
    wait_for_all(processes)
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed, or was killed")
    return last.value
