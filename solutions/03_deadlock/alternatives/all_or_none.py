"""The same without holding one account while waiting for another: a condition guards a note of who is busy.

Whoever waits holds nothing, so there is no circle. The deadlock is made with two semaphores and a shared counter.
"""

from multiprocessing import Array, Condition, Process, Semaphore, Value

from workshop import make, work


def stick(name, first, second, arrived, everybody):
    make(name)
    first.acquire()
    work(name)
    with everybody:
        arrived.value += 1
        everybody.notify_all()
        everybody.wait_for(lambda: arrived.value == 2)
    second.acquire()
    work("both")


def deadlock():
    one, other, everybody, arrived = Semaphore(1), Semaphore(1), Condition(), Value("i", 0)
    children = [
        Process(target=stick, args=(name, *locks, arrived, everybody), daemon=True)
        for name, locks in (("left", (one, other)), ("right", (other, one)))
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()


def serve(mine, places, balances, busy, changed):
    for number, (source, target, amount) in mine:
        wanted = {places[source], places[target]}
        with changed:
            changed.wait_for(lambda wanted=wanted: not any(busy[place] for place in wanted))
            for place in wanted:
                busy[place] = 1
        try:
            for name in {source, target}:
                make(name)
            work(number)
            with balances.get_lock():
                balances[places[source]] -= amount
                balances[places[target]] += amount
        finally:
            with changed:
                for place in wanted:
                    busy[place] = 0
                changed.notify_all()


def transfer_all(accounts, transfers, workers):
    places = {name: place for place, name in enumerate(accounts)}
    balances, busy, changed = Array("q", list(accounts.values())), Array("b", len(accounts)), Condition()
    children = [
        Process(target=serve, args=(list(enumerate(transfers))[number::workers], places, balances, busy, changed))
        for number in range(min(workers, len(transfers)))
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    failed = [child.exitcode for child in children if child.exitcode]
    if failed:
        raise RuntimeError(f"{len(failed)} workers failed")
    return dict(zip(accounts, balances, strict=True))
