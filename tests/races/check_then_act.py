"""Whether there is money is asked before the lock is taken."""

from multiprocessing import Process, Value

EXPECTED = [0, 1]


def withdraw(balance, sold):
    with balance.get_lock():  # BUG: if balance.value >= 10:
        if balance.value >= 10:  # BUG: with balance.get_lock():
            balance.value -= 10
            with sold.get_lock():
                sold.value += 1


def solve():
    balance, sold = Value("i", 10), Value("i", 0)
    processes = [Process(target=withdraw, args=(balance, sold)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [balance.value, sold.value]
