"""Peterson's lock: no semaphore at all, only memory and patience."""

from multiprocessing import Process, RawArray, RawValue

EXPECTED = 4


def work(me, flag, turn, counter):
    other = 1 - me
    for _ in range(2):
        flag[me] = 1
        turn.value = other
        while flag[other] and turn.value == other:
            pass
        counter.value += 1
        flag[me] = 0


def solve():
    flag, turn, counter = RawArray("i", 2), RawValue("i", 0), RawValue("i", 0)
    ps = [Process(target=work, args=(i, flag, turn, counter)) for i in range(2)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    return counter.value
