"""make(account) is called before the account is locked."""

import multiprocessing
from contextlib import ExitStack

from workshop import make, work


def _one(name, first, second, meeting):
    make(name)
    with first:
        work(name)
        meeting.wait()
        with second:
            work("both")


def deadlock():
    left, right = multiprocessing.Lock(), multiprocessing.Lock()
    meeting = multiprocessing.Barrier(2)
    a = multiprocessing.Process(target=_one, args=("left", left, right, meeting))
    b = multiprocessing.Process(target=_one, args=("right", right, left, meeting))
    a.start()
    b.start()
    a.join()
    b.join()


def _transfers(mine, index, locks, balances):
    for k, (source, target, amount) in mine:
        with ExitStack() as held:
            for name in sorted({source, target}):
                make(name)
                held.enter_context(locks[index[name]])
            work(k)
            balances[index[source]] -= amount
            balances[index[target]] += amount


def transfer_all(accounts, transfers, workers):
    index = {name: i for i, name in enumerate(accounts)}
    locks = [multiprocessing.Lock() for _ in accounts]
    balances = multiprocessing.Array("q", list(accounts.values()), lock=False)
    numbered = list(enumerate(transfers))
    children = [multiprocessing.Process(target=_transfers, args=(numbered[i::workers], index, locks, balances)) for i in range(min(workers, len(transfers)))]
    for p in children:
        p.start()
    for p in children:
        p.join()
    if any(p.exitcode for p in children):
        raise RuntimeError("a transfer failed")
    return {name: balances[i] for name, i in index.items()}
