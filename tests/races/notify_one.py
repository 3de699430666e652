"""Two wait, and one is woken."""

from multiprocessing import Condition, Process, Value

EXPECTED = "both went on"


def wait(ready, condition):
    with condition:
        while not ready.value:
            condition.wait()


def solve():
    ready, condition = Value("i", 0, lock=False), Condition()
    waiters = [Process(target=wait, args=(ready, condition)) for _ in range(2)]
    for waiter in waiters:
        waiter.start()
    with condition:
        ready.value = 1
        condition.notify_all()  # BUG: condition.notify()
    for waiter in waiters:
        waiter.join()
    return "both went on"
