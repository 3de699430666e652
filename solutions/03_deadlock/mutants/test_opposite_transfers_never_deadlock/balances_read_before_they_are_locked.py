"""What is in the accounts is read first, and they are locked to be written only."""

from contextlib import ExitStack
from multiprocessing import Barrier, Lock, Process, RawArray

from workshop import make, work


def wait_for_ever(name, mine, the_others, both_hold_one):
    make(name)
    with mine:
        work(name)
        both_hold_one.wait()
        with the_others:
            work("both")


def deadlock():
    left, right, both_hold_one = Lock(), Lock(), Barrier(2)
    pair = [
        Process(target=wait_for_ever, args=("left", left, right, both_hold_one)),
        Process(target=wait_for_ever, args=("right", right, left, both_hold_one)),
    ]
    for process in pair:
        process.start()
    for process in pair:
        process.join()


def transfer(numbers, transfers, places, balances, locks):
    for number in numbers:
        source, target, amount = transfers[number]
        before = {name: balances[places[name]] for name in (source, target)}
        with ExitStack() as held:
            for name in sorted({source, target}):
                held.enter_context(locks[places[name]])
                make(name)
            work(number)
            before[source] -= amount
            before[target] += amount
            for name in (source, target):
                balances[places[name]] = before[name]


def transfer_all(accounts, transfers, workers):
    places = {name: place for place, name in enumerate(accounts)}
    balances = RawArray("q", list(accounts.values()))
    locks = [Lock() for _ in accounts]
    shares = [range(worker, len(transfers), workers) for worker in range(workers)]
    crew = [Process(target=transfer, args=(share, transfers, places, balances, locks)) for share in shares]
    for worker in crew:
        worker.start()
    for worker in crew:
        worker.join()
    if any(worker.exitcode != 0 for worker in crew):
        raise RuntimeError("not every transfer could be made")
    return {name: balances[place] for name, place in places.items()}
