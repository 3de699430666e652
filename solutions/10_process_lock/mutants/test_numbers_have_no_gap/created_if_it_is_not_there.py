"""Whether the log is there is asked without the lock: who is second opens it anew, and the line of the first is gone."""

from multiprocessing import Lock, Process, Value
from multiprocessing.connection import wait
from pathlib import Path
from string import ascii_lowercase

from workshop import make, work


def write_lines(path, lock, last, number, lines, width):
    letter = ascii_lowercase[number % 26]
    for _ in range(lines):
        payload = work(letter) * width
        mode = "a" if Path(path).exists() else "w"
        with lock, Path(path).open(mode) as log:
            last.value = make(last.value + 1)
            log.write(f"{last.value} {number} {payload}\n")


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
    lock, last = Lock(), Value("q", log.read_bytes().count(b"\n") if log.exists() else 0, lock=False)
    processes = [
        Process(target=write_lines, args=(path, lock, last, number, lines, width)) for number in range(workers)
    ]
    for process in processes:
        process.start()
    wait_for_all(processes)
    if any(process.exitcode for process in processes):
        raise RuntimeError("a worker failed, or was killed")
    return last.value
