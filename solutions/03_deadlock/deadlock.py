"""A deadlock that always happens, and transfers that never deadlock: the reference solution."""

from __future__ import annotations

from contextlib import ExitStack
from multiprocessing import Barrier, Lock, Process, RawArray
from typing import Any

from workshop import make, work


def wait_for_ever(name: str, mine: Any, the_others: Any, both_hold_one: Any) -> None:
    """Run in a child: take one lock, and when the other child has the other one, wait for that."""
    make(name)
    with mine:
        work(name)
        both_hold_one.wait()  # without this, whoever is first might find both locks free
        with the_others:
            work("both")


def deadlock() -> None:
    """Start two processes that wait for each other for ever: each holds the lock that the other one wants."""
    left, right, both_hold_one = Lock(), Lock(), Barrier(2)
    pair = [
        Process(target=wait_for_ever, args=("left", left, right, both_hold_one)),
        Process(target=wait_for_ever, args=("right", right, left, both_hold_one)),
    ]
    for process in pair:
        process.start()
    for process in pair:
        process.join()


def transfer(numbers: range, transfers: list[list[Any]], places: dict[str, int], balances: Any, locks: Any) -> None:
    """Run in a child: make the transfers with these numbers. `places` says where an account's balance and lock are."""
    for number in numbers:
        source, target, amount = transfers[number]
        with ExitStack() as held:  # releases what it holds, however the work ends
            # All processes lock in the order of the names, so no circle can close; and a set has each name once.
            for name in sorted({source, target}):
                held.enter_context(locks[places[name]])
                make(name)
            work(number)
            balances[places[source]] -= amount
            balances[places[target]] += amount


def transfer_all(accounts: dict[str, int], transfers: list[list[Any]], workers: int) -> dict[str, int]:
    """Make all transfers, shared out among some processes, and return the balances after them."""
    places = {name: place for place, name in enumerate(accounts)}
    balances = RawArray("q", list(accounts.values()))  # the locks of the accounts guard it; it needs none of its own
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
