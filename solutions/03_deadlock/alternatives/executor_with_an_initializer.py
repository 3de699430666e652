"""The same with an executor, whose initializer brings the shared things into each worker; events for the deadlock."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Event, Process, RLock, Value

from workshop import make, work

bank = {}


class Half(Process):
    def __init__(self, name, locks, ready, other_ready):
        super().__init__()
        self.half, self.locks, self.ready, self.other_ready = name, locks, ready, other_ready

    def run(self):
        first, second = self.locks
        make(self.half)
        first.acquire()
        work(self.half)
        self.ready.set()
        self.other_ready.wait()
        second.acquire()
        work("both")


def deadlock():
    left, right = RLock(), RLock()
    left_taken, right_taken = Event(), Event()
    one = Half("left", (left, right), left_taken, right_taken)
    two = Half("right", (right, left), right_taken, left_taken)
    one.start()
    two.start()
    one.join()
    two.join()


def open_bank(balances):
    bank.update(balances)


def change(number, names, amounts):
    """Lock what is left of the names, one in the other, and do the work in the innermost."""
    if not names:
        work(number)
        for name, amount in amounts:
            bank[name].value += amount
        return
    with bank[names[0]].get_lock():
        make(names[0])
        change(number, names[1:], amounts)


def transfer(job):
    number, (source, target, amount) = job
    change(number, sorted({source, target}, reverse=True), [(source, -amount), (target, amount)])


def transfer_all(accounts, transfers, workers):
    balances = {name: Value("q", balance) for name, balance in accounts.items()}
    context = multiprocessing.get_context()
    with ProcessPoolExecutor(workers, context, initializer=open_bank, initargs=(balances,)) as pool:
        list(pool.map(transfer, enumerate(transfers)))
    return {name: value.value for name, value in balances.items()}
