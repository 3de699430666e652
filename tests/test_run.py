"""What a hidden test may ask of a run: values, processes, and assertions that say what was seen."""

from __future__ import annotations

from typing import Any

import pytest
from builders import MAIN, a_child, a_failure, a_run, a_service
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Ending, Leftovers, Return, Work
from grader.suite.facts import PromiseError, most_at_once
from grader.suite.run import Run
from grader.suite.shapes import fits, shape_in_words


def seen(assertion, *arguments):
    """What a failing assertion says to every student."""
    with pytest.raises(PromiseError) as caught:
        assertion(*arguments)
    return caught.value.seen


def value_seen(run, **more):
    return seen(lambda: Run(run, **more).value)


def work(item, pid=3, began=0.2, ended=0.4, **differs):
    return Work(pid=pid, item=item, began=began, ended=ended, **differs)


# ---------------------------------------------------------------------------------------------- values


def test_the_value_is_that_of_the_last_call():
    returns = (Return(at=0.1, value=1), Return(at=0.2, value=2))
    run = Run(a_run(returns=returns), repeat=2)
    assert (run.value, run.values) == (2, (1, 2))


@pytest.mark.parametrize("falsy", [0, "", [], {}, False])
def test_an_empty_value_is_a_value(falsy):
    assert Run(a_run(value=falsy)).value == falsy


def test_no_value_asks_for_a_return():
    assert "returned nothing (None)" in value_seen(a_run(value=None))


def test_a_failure_is_told_in_a_line():
    assert (
        value_seen(a_run(failure=a_failure()))
        == "the call raised an error: task.py:12: NameError: name 'x' is not defined"
    )


def test_the_first_of_several_failures_counts():
    run = a_run(returns=(Return(at=0.1, failure=a_failure(line=1)), Return(at=0.2, value=3)))
    assert "task.py:1:" in value_seen(run, repeat=2)


@pytest.mark.parametrize("ending", [each for each in Ending if each is not Ending.EXITED])
def test_a_call_that_did_not_return_says_how_the_program_ended(ending):
    run = a_run(returns=(), ending=ending, signal=11)
    assert value_seen(run) == f"the call did not return: the program {run.sentence}"


def test_an_early_exit_is_no_return():
    assert value_seen(a_run(returns=(), exit_code=0)) == "the call did not return: the program exited with status 0"


def test_too_few_returns_are_counted():
    said = value_seen(a_run(value=1, ending=Ending.TIMED_OUT), repeat=3)
    assert said.startswith("of 3 calls in one process, only 1 returned: ")


def test_a_value_of_another_shape_is_named_without_being_shown():
    with pytest.raises(PromiseError) as caught:
        Run(a_run(value={"secret": 7})).value_as(list[list[int]])
    assert caught.value.seen == "the call returned something that is not a list of lists of whole numbers"
    assert "secret" in caught.value.detail


@pytest.mark.parametrize(
    ("value", "shape", "fitting"),
    [
        ([[1], []], list[list[int]], True),
        ([[1], [True]], list[list[int]], False),
        ([1.5, 2], list[float], True),
        ({"a": None}, dict[str, int | None], True),
        ({"a": "b"}, dict[str, int | None], False),
        ("text", str, True),
        ("text", list[str], False),
        (None, None, True),
        ([1, "a", None], list[Any], True),
    ],
)
def test_shapes(value, shape, fitting):
    assert fits(value, shape) is fitting
    assert shape_in_words(shape)


def test_a_huge_value_is_cut():
    with pytest.raises(PromiseError) as caught:
        Run(a_run(value=["x" * 10**6])).value_as(int)
    assert len(caught.value.detail) < 3000


# ---------------------------------------------------------------------------------------------- who was there


def test_services_are_neither_others_nor_parents_of_grandchildren():
    server, worker, grandchild = a_service(90, "forkserver"), a_child(5, parent=90), a_child(6, parent=5)
    run = Run(a_run(a_child(3), server, worker, grandchild))
    assert [life.pid for life in run.others] == [3, 5, 6]
    assert [life.pid for life in run.children] == [3, 5]


def test_those_alive_at_one_instant_are_counted_by_the_recorder():
    lives = a_child(3, born=0.1, ended=0.3), a_child(4, born=0.3, ended=0.5), a_child(5, born=0.4, ended=None)
    assert Run(a_run(*lives)).most_alive == 2


def test_work_that_was_cut_off_ends_with_its_process():
    pieces = work(1, ended=None), work(2, pid=4, began=0.6, ended=0.7)
    assert Run(a_run(a_child(3), a_child(4), work=pieces)).most_working == 1


def test_only_work_counts_as_work():
    assert Run(a_run(work=(work(1, step="make"), work(1)))).most_working == 1


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5)).map(lambda span: (span[0], span[0] + span[1]))))
def test_the_most_at_once_is_found_at_some_beginning(spans):
    def covering(moment):
        return sum(began <= moment and (moment < ended or moment == began) for began, ended in spans)

    assert most_at_once(spans) == max((covering(began) for began, _ in spans), default=0)


# ---------------------------------------------------------------------------------------------- assertions


def test_a_clean_run_is_clean():
    returns = (Return(at=0.9, value=1, left=Leftovers(alive=(90,))),)
    Run(a_run(a_child(), a_service(90), returns=returns, at_exit=Leftovers(alive=(90,)))).assert_clean()


@pytest.mark.parametrize(
    ("differs", "said"),
    [
        ({"ending": Ending.SIGNALLED, "signal": 9}, "the program did not end by itself: it was ended by SIGKILL"),
        ({"returns": ()}, "the call did not return: the program exited with status 0"),
        ({"returns": (Return(at=0.9, left=Leftovers(alive=(3,))),)}, "still alive when the call returned"),
        ({"returns": (Return(at=0.9, left=Leftovers(zombies=(3,))),)}, "it was a zombie when the call returned"),
        ({"at_exit": Leftovers(zombies=(3,))}, "it was a zombie when main ended"),
        ({"left": Leftovers(alive=(3,))}, "process 3 (child of main) was still alive some time after main had ended"),
        ({"work": (work("solve", step="escaped"),)}, "process 3 (child of main) is a child, but it came out of the fu"),
        ({"left": Leftovers(names=("/dev/shm/sem.x",))}, "/dev/shm/sem.x still existed some time after main had ended"),
    ],
)
def test_a_run_that_is_not_clean_says_what_was_left(differs, said):
    assert said in seen(Run(a_run(a_child(), **differs)).assert_clean)


def test_a_child_that_came_out_of_the_call_has_not_worked():
    run = Run(a_run(a_child(), work=(work("solve", step="escaped"),)))
    assert (run.work, run.escaped) == ((), (3,))


def test_a_process_that_ends_by_itself_soon_after_main_is_no_leftover():
    Run(a_run(a_child(), value=1, at_exit=Leftovers(alive=(3,)))).assert_clean()


def test_many_leftovers_are_summed_up():
    lives = [a_child(pid) for pid in range(3, 30)]
    said = seen(Run(a_run(*lives, left=Leftovers(alive=tuple(range(3, 30))))).assert_clean)
    assert len(said.splitlines()) == 7
    assert said.endswith("… and 21 more things like that")


def test_an_error_that_was_wanted():
    run = Run(a_run(failure=a_failure(type="concurrent.futures.process.BrokenProcessPool")))
    run.assert_raised()
    run.assert_raised("BrokenProcessPool")


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (a_run(value=1), "returned as if nothing had happened"),
        (a_run(returns=(), ending=Ending.TIMED_OUT), "should raise an error, but the call did not return"),
        (a_run(failure=a_failure(kind="missing")), "the function is not there"),
        (a_run(failure=a_failure()), "it should raise ValueError"),
    ],
)
def test_an_error_that_did_not_come(run, said):
    assert said in seen(Run(run).assert_raised, "ValueError")


def test_processes_are_counted_without_main_and_services():
    run = Run(a_run(a_child(3), a_service()))
    run.assert_processes(1)
    said = seen(run.assert_processes, 2)
    assert said.startswith("the program started 1 process, where it should start 2\nprocess 3 (child of main) ended")


def test_an_overlap_that_was_missing_says_when_each_lived():
    run = Run(a_run(a_child(3, born=0.1, ended=0.3), a_child(4, born=0.4, ended=0.5)))
    run.assert_overlap(1)
    assert seen(run.assert_overlap, 2) == (
        "never more than 1 process besides main was alive at one instant, where 2 should be\n"
        "process 3 (child of main) lived from 0.10 s to 0.30 s\n"
        "process 4 (child of main) lived from 0.40 s to 0.50 s"
    )


def test_working_together():
    run = Run(a_run(work=(work(1), work(2, pid=4))))
    run.assert_working_together(2)
    assert "never more than 2 pieces of work were under way" in seen(run.assert_working_together, 3)


def test_items_are_worked_once_each_in_any_order():
    Run(a_run(work=(work([1, {"a": 2}]), work("x"), work(1), work(1)))).assert_worked([1, "x", 1, [1, {"a": 2}]])


def test_items_that_were_not_worked_are_counted_for_all_and_named_in_the_detail():
    with pytest.raises(PromiseError) as caught:
        Run(a_run(work=(work(1), work(1), work(9)))).assert_worked([1, 2, 3])
    assert caught.value.seen.startswith("2 items of 3 were never worked on and 2 pieces of work were done twice, or")
    assert caught.value.detail == "never worked: 2, 3\nworked too often: 1, 9"


def test_work_belongs_into_children():
    Run(a_run(work=(work(1),))).assert_worked_in_children()
    assert "no work was done at all" in seen(Run(a_run()).assert_worked_in_children)
    mixed = Run(a_run(work=(work(1), work(2, pid=MAIN))))
    assert seen(mixed.assert_worked_in_children).startswith("main did 1 of 2 pieces of work itself")


def test_reaped_in_time():
    Run(a_run(a_child(), a_service(), value=1)).assert_reaped()


@pytest.mark.parametrize(
    ("child", "differs"),
    [
        (a_child(reaped=None), {}),
        (a_child(ended=1.0, reaped=1.2), {}),
        (a_child(orphaned=0.3, adopted_by=1), {}),
        (a_child(), {"at_exit": Leftovers(zombies=(3,))}),
        (a_child(), {"returns": (Return(at=0.9, left=Leftovers(alive=(3,))),)}),
    ],
)
def test_a_process_that_nobody_waited_for_is_named(child, differs):
    assert "process 3 (child of main)" in seen(Run(a_run(child, **differs)).assert_reaped)


def test_nothing_can_be_said_about_reaping_if_the_call_did_not_return():
    assert "did not return" in seen(Run(a_run(a_child(), returns=())).assert_reaped)


def test_a_value_counts_only_if_the_program_ended_by_itself():
    with pytest.raises(PromiseError, match="the call returned, but the program used more than"):
        _ = Run(a_run(value=1, ending=Ending.MEMORY_LIMIT)).value


def test_a_helper_of_the_library_is_excused_while_it_ends_and_no_longer():
    Run(a_run(a_service(90), at_exit=Leftovers(alive=(90,)))).assert_clean()
    with pytest.raises(PromiseError, match="process 90"):
        Run(a_run(a_service(90), left=Leftovers(alive=(90,)))).assert_clean()


def with_descriptors(*counts):
    return Run(a_run(returns=tuple(Return(at=0.1 * number, descriptors=each) for number, each in enumerate(counts))))


@pytest.mark.parametrize(
    "counts", [(5, 9, 9, 10), (5, 9, 10, 9), (9, 10), (None, None, None), (5, 6, 6), (6, 8, 10, 9, 12)]
)
def test_descriptors_that_do_not_grow_with_most_calls_are_kept(counts):
    with_descriptors(*counts).assert_descriptors_kept()


@pytest.mark.parametrize("counts", [(5, 6, 7, 8), (6, 8, 8, 10, 12), (6, 8, 10, 10, 14)])
def test_descriptors_that_grow_with_most_calls_are_told(counts):
    with pytest.raises(PromiseError, match=f"further calls left more and more descriptors open: {counts[1]}, "):
        with_descriptors(*counts).assert_descriptors_kept()
