"""The search: which schedules are tried, when it stops, and what a failure has to stand before it counts."""

from __future__ import annotations

from builders import RACE, a_run, a_schedule

from grader.model import Evidence, Return
from grader.schedules import Budget, Search, exploration


class Toy:
    """Stands for a program: fails under these seeds, and counts what was performed."""

    def __init__(self, failing=(), *, again=True, doubtful=(), cost=0.0):
        self.failing, self.again, self.doubtful, self.cost = set(failing), again, doubtful, cost
        self.performed = []

    def perform(self, plans):
        self.performed.append([plan.seed for plan in plans])
        return tuple(self._record(plan) for plan in plans)

    def _record(self, plan) -> Evidence:
        fails = plan.seed in self.failing
        if fails and not self.again:
            self.failing.discard(plan.seed)
        problem = "doubt" if plan.seed in self.doubtful else ""
        schedule = a_schedule(
            *RACE, seed=plan.seed, strategy=plan.strategy, problem=problem, behaviour=str(plan.seed % 3)
        )
        return a_run(returns=(Return(at=0.1, value=not fails),), schedule=schedule, cpu_seconds=self.cost)


def searched(toy, **budget):
    """What a search in the toy finds."""
    judge = lambda record: None if record.returns[0].value else AssertionError("it fails")  # noqa: E731
    return Search(toy.perform, judge, Budget(**{"schedules": 30, "seconds": 5, **budget})).run()


def test_a_search_goes_through_the_seeds_until_its_budget_is_used_up():
    toy = Toy()
    found = searched(toy)
    assert (found.tried, found.failing) == (30, None)
    assert [seed for batch in toy.performed for seed in batch] == list(range(30))


def test_a_search_ends_when_its_processor_time_is_used_up():
    assert searched(Toy(cost=1.0), seconds=3.0).tried == 4


def test_a_search_tries_no_more_at_once_than_its_time_allows():
    toy = Toy(cost=0.5)
    assert searched(toy, seconds=5.0).tried == 10
    assert [len(batch) for batch in toy.performed] == [4, 6]


def test_a_failure_is_performed_again_by_itself_and_shrunk():
    toy = Toy([5])
    found = searched(toy)
    assert (found.seed, str(found.error)) == (5, "it fails")
    assert toy.performed[2] == [5]


def test_what_fails_once_and_not_again_speaks_against_nobody():
    found = searched(Toy([5], again=False))
    assert (found.failing, found.tried, found.doubts) == (None, 30, ["it failed once, and not again"])


def test_what_says_nothing_is_counted_and_not_judged():
    found = searched(Toy([5], doubtful=[5]))
    assert (found.failing, found.doubts) == (None, ["doubt"])


def test_a_replay_performs_the_profile_and_one_schedule():
    toy = Toy([7])
    assert searched(toy, replay=7).seed == 7
    assert toy.performed[:2] == [[0], [7]]


def test_a_summary_says_what_was_tried_and_what_that_says():
    summary = exploration("f()", searched(Toy())).sentence
    assert "30 schedules of about 5 points" in summary
    assert "4 of 4 places" in summary
    assert "3 behaviours seen; of random schedules about 0% would show a new one, and less than 17% fail" in summary
