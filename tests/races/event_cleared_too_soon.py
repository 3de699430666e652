"""The event is set and cleared at once, before everyone has seen it."""

from multiprocessing import Event, Process

EXPECTED = [0, 0]


def wait(go):
    go.wait()


def solve():
    go = Event()
    waiters = [Process(target=wait, args=(go,)) for _ in range(2)]
    for waiter in waiters:
        waiter.start()
    go.set()
    pass  # BUG: go.clear()
    for waiter in waiters:
        waiter.join()
    return [waiter.exitcode for waiter in waiters]
