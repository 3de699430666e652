"""Two are woken, and there is one thing to take."""

from multiprocessing import Condition, Process, Value

EXPECTED = [0, 2]


def take(stock, taken, condition):
    with condition:
        while stock.value == 0:  # BUG: if stock.value == 0:
            condition.wait()
        stock.value -= 1
        taken.value += 1


def solve():
    stock, taken, condition = Value("i", 0, lock=False), Value("i", 0, lock=False), Condition()
    takers = [Process(target=take, args=(stock, taken, condition)) for _ in range(2)]
    for taker in takers:
        taker.start()
    for _ in range(2):
        with condition:
            stock.value = stock.value + 1 if stock.value >= 0 else -9
            condition.notify_all()
    for taker in takers:
        taker.join()
    return [stock.value, taken.value]
