"""The caller waits for a word from every worker, but not for its end."""

from multiprocessing import Lock, Process, SimpleQueue, Value
from pathlib import Path

from workshop import make, work


def write_lines(path, lock, last, number, lines, width):
    letter = "abcdefghijklmnopqrstuvwxyz"[number % 26]
    with open(path, "a") as log:
        for _ in range(lines):
            payload = work(letter) * width
            with lock:
                last.value = make(last.value + 1)
                log.write(f"{last.value} {number} {payload}\n")
                log.flush()


def run(done, *arguments):
    try:
        write_lines(*arguments)
        done.put(True)
    except Exception:
        done.put(False)


def append_log(path, workers, lines, width):
    log = Path(path)
    lock, done = Lock(), SimpleQueue()
    last = Value("q", log.read_bytes().count(b"\n") if log.exists() else 0)
    processes = [Process(target=run, args=(done, path, lock, last, number, lines, width)) for number in range(workers)]
    for process in processes:
        process.start()
    if not all([done.get() for _ in processes]):
        raise RuntimeError("a worker failed, or was killed")
    return last.value
