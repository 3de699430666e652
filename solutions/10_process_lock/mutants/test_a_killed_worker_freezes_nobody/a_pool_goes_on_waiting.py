"""A Pool replaces a killed worker, and never learns that its task is lost."""

from multiprocessing import Lock, Pool, Value
from pathlib import Path

from workshop import make, work

shared = {}


def remember(lock, last):
    shared.update(lock=lock, last=last)


def write_lines(path, number, lines, width):
    lock, last = shared["lock"], shared["last"]
    letter = "abcdefghijklmnopqrstuvwxyz"[number % 26]
    with open(path, "a") as log:
        for _ in range(lines):
            payload = work(letter) * width
            with lock:
                last.value = make(last.value + 1)
                log.write(f"{last.value} {number} {payload}\n")
                log.flush()


def append_log(path, workers, lines, width):
    last = Value("q", Path(path).read_bytes().count(b"\n") if Path(path).exists() else 0)
    with Pool(workers, initializer=remember, initargs=(Lock(), last)) as pool:
        answers = [pool.apply_async(write_lines, (path, number, lines, width)) for number in range(workers)]
        for answer in answers:
            answer.wait()
        pool.close()
        pool.join()
    for answer in answers:
        answer.get()
    return last.value
