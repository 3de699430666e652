"""The search: which schedules are tried, when it stops, and what a failure has to stand before it counts."""

from __future__ import annotations

from builders import RACE, a_run, a_schedule

from grader.model import Evidence, Return, Schedule
from grader.schedules import Budget, Search, exploration
from grader.schedules.plans import STIRRED


class Toy:
    """Stands for a program: fails under these seeds, and counts what was performed."""

    def __init__(self, failing=(), *, again=True, doubtful=(), cost=0.0, stirred_failing=(), stirred_doubtful=()):
        self.failing, self.again, self.doubtful, self.cost = set(failing), again, doubtful, cost
        self.stirred_failing, self.stirred_doubtful = stirred_failing, stirred_doubtful
        self.performed, self.stirred = [], []

    def perform(self, plans):
        if plans[0].strategy == STIRRED:
            self.stirred.append(len(plans))
            return tuple(self._stirred(plan) for plan in plans)
        self.performed.append([plan.seed for plan in plans])
        return tuple(self._record(plan) for plan in plans)

    def _stirred(self, plan) -> Evidence:
        problem = "doubt" if plan.seed in self.stirred_doubtful else ""
        schedule = Schedule(seed=plan.seed, strategy=STIRRED, problem=problem)
        return a_run(returns=(Return(at=0.1, value=plan.seed not in self.stirred_failing),), schedule=schedule)

    def _record(self, plan) -> Evidence:
        fails = plan.seed in self.failing
        if fails and not self.again:
            self.failing.discard(plan.seed)
        problem = "doubt" if plan.seed in self.doubtful else ""
        schedule = a_schedule(
            *RACE, seed=plan.seed, strategy=plan.strategy, problem=problem, behaviour=str(plan.seed % 3)
        )
        return a_run(returns=(Return(at=0.1, value=not fails),), schedule=schedule, cpu_seconds=self.cost)


def searched(toy, *, stirs=False, **budget):
    """What a search in the toy finds."""
    judge = lambda record: None if record.returns[0].value else AssertionError("it fails")  # noqa: E731
    return Search(toy.perform, judge, Budget(**{"schedules": 30, "seconds": 5, **budget}), stirs=stirs).run()


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


# ---------------------------------------------------------------------------------------------- stirring


def test_for_ten_schedules_that_hold_one_run_is_stirred():
    toy = Toy()
    found = searched(toy, stirs=True)
    assert (found.tried, found.stirred, toy.stirred) == (30, 3, [3])
    assert exploration("f()", found).sentence.endswith(
        "3 runs with real concurrency, stirred at the same points: all held"
    )


def test_where_a_few_schedules_are_enough_nothing_is_stirred():
    found = searched(toy := Toy(), schedules=4, stirs=True)
    assert (found.tried, toy.stirred) == (4, [])


def test_what_fails_under_a_schedule_is_not_stirred_nor_is_a_replay():
    for toy, budget in ((Toy([5]), {}), (Toy(), {"replay": 3})):
        searched(toy, stirs=True, **budget)
        assert toy.stirred == []


def test_a_failure_that_was_stirred_up_counts_if_another_run_fails_as_well():
    found = searched(toy := Toy(stirred_failing=[1, 20]), stirs=True)
    assert toy.stirred == [3, 10, 10]
    assert (found.seed, str(found.error), found.stirred_failures) == (None, "it fails", 2)
    summed = exploration("f()", found)
    assert (summed.failed, summed.stirred) == (1, 21)
    assert "21 runs with real concurrency, stirred at the same points: 2 of them fail" in summed.sentence


def test_a_failure_that_was_stirred_up_once_speaks_against_nobody():
    found = searched(toy := Toy(stirred_failing=[1]), stirs=True)
    assert toy.stirred == [3, 10, 10, 10]
    assert (found.failing, found.error) == (None, None)
    assert found.doubts == ["it failed once when it was stirred, and not again"]


def test_a_stirred_run_that_says_nothing_is_not_judged():
    found = searched(Toy(stirred_failing=[1, 2], stirred_doubtful=[1, 2]), stirs=True)
    assert (found.failing, found.stirred) == (None, 1)


def test_where_no_schedule_says_anything_stirring_takes_their_place():
    found = searched(toy := Toy(doubtful=range(30)), stirs=True)
    assert (found.records, toy.stirred) == ([], [30])
    summed = exploration("f()", found).sentence
    assert "none of them could be controlled (doubt); instead 30 runs with real concurrency" in summed
