"""The child waits for a word that the parent says only when the child has ended."""

from multiprocessing import Event, Process

EXPECTED = 0


def work(go):
    go.wait()


def solve():
    go = Event()
    process = Process(target=work, args=(go,))
    process.start()
    go.set()  # BUG: process.join()
    process.join()  # BUG: go.set()
    return process.exitcode
