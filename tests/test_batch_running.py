"""Handing out and taking in: each grade is stored once and under its own name, whatever the executor does."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from grades import a_failed_check, a_grade
from packing import unpacked
from suites import an_exercise

from grader.batch.handins import find_hand_ins
from grader.batch.planning import NEW, SUBMISSION, SUITE, UNDECIDED, Settings, plan, plan_again, prepared
from grader.batch.running import Crew, Run
from grader.batch.tasks import carry_out, exercise_of, files_of_suite, result_to_text, seed_of
from grader.errors import GraderError, StorageError
from grader.evidence import loads_strict
from grader.gradebook import Gradebook, packed
from grader.model import Verdict

HOLDS = 'def test_holds(student):\n    """It holds."""'
UNDECIDED_GRADE = a_grade(a_failed_check(verdict=Verdict.UNKNOWN))


class Scripted(Executor):
    """An executor that does at once what it is told: for each try a result, or an error."""

    def __init__(self, *script):
        self.script = list(script)
        self.texts = []

    def submit(self, function, /, *texts, **_):
        self.texts.append(texts[0])
        future, answer = Future(), self.script.pop(0) if self.script else function
        if isinstance(answer, BrokenExecutor):
            raise answer
        if answer is not None:
            future.set_running_or_notify_cancel()
            deliver(future, answer, texts[0])
        return future


def deliver(future, answer, text):
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer(text) if callable(answer) else answer)


def right(text):
    """A grade that says whose it is: its title is what was handed in."""
    task = loads_strict(text, max_depth=200)
    return result_to_text(packed(a_grade(exercise=task["exercise"]["slug"], title=str(task["files"]))))


@pytest.fixture
def class_(tmp_path):
    """A class of three, an exercise, and a gradebook."""
    class_ = AClass(tmp_path)
    with class_.book:
        yield class_


class AClass:
    def __init__(self, folder, exercise=None):
        self.folder = unpacked(folder / "class", {f"{name}/toy.py": name.encode() for name in ("ada", "bob", "cyd")})
        self.exercise = exercise or an_exercise(folder, HOLDS)
        self.settings = Settings(exercises=(self.exercise,))
        self.book = Gradebook(folder / "gradebook.db", create=True)

    def plan(self):
        return plan(find_hand_ins(self.folder).hand_ins, self.settings, self.book)

    def reasons(self):
        return {job.hand_in.student: job.reason for job in self.plan().jobs}

    def run(self, executor, function=right, width=2, jobs=None, **differs):
        crew = Crew(executor=executor, carry_out=function, width=lambda: width)
        run = Run(settings=self.settings, crew=crew, book=self.book, **differs)
        return run.carry_out(self.plan().jobs if jobs is None else jobs)

    def grades(self):
        return {entry.student: entry.verdict for entry in self.book.entries()}


ALL = {"ada": "passed", "bob": "passed", "cyd": "passed"}


def test_each_grade_is_that_of_the_files_it_was_made_from(class_):
    assert class_.run(Scripted()).done == 3
    titles = {entry.student: entry.title for entry in class_.book.entries()}
    assert titles == {"ada": "{'toy.py': 'YWRh'}", "bob": "{'toy.py': 'Ym9i'}", "cyd": "{'toy.py': 'Y3lk'}"}


@pytest.mark.parametrize("trouble", [OSError("gone"), GraderError("the worker has died"), "", '{"title": 1}', "[]"])
def test_a_lost_try_costs_one_more_and_nothing_else(class_, trouble):
    progress = class_.run(Scripted(right, trouble))
    assert (progress.retried, progress.done) == (1, 3)
    assert class_.grades() == ALL


def test_a_try_that_could_not_be_judged_is_made_once_more(class_):
    class_.run(Scripted(result_to_text(packed(UNDECIDED_GRADE))))
    assert class_.grades() == ALL


def test_a_job_that_is_lost_twice_is_unknown_and_costs_no_points(class_):
    progress = class_.run(Scripted(OSError("gone"), OSError("gone")), width=1)
    assert (progress.unknown, progress.passed) == (1, 2)
    assert class_.grades() == {**ALL, "ada": "unknown"}
    assert "our fault: OSError: gone" in class_.book.in_force("ada", class_.exercise.name).problem


def test_any_executor_will_do(class_):
    with ThreadPoolExecutor(2) as threads:
        assert class_.run(threads).done == 3
    assert class_.grades() == ALL


def test_no_more_is_handed_out_than_keeps_the_executor_busy(class_):
    executor, sizes = Scripted(), []
    class_.run(executor, width=1, on_progress=lambda progress: sizes.append(len(executor.texts) - progress.done))
    assert max(sizes) == 1


def test_an_executor_that_breaks_ends_the_batch_and_keeps_what_is_done(class_):
    with pytest.raises(GraderError, match="cannot be reached"):
        class_.run(Scripted(right, BrokenExecutor("all gone")), width=1)
    assert class_.grades() == {"ada": "passed"}


def test_an_executor_that_gives_up_what_it_had_ends_the_batch_and_is_nobodys_fault(class_):
    with pytest.raises(GraderError, match="cannot be reached"):
        class_.run(Scripted(right, CancelledError()), width=1)
    assert class_.grades() == {"ada": "passed"}


def test_a_full_disk_ends_the_batch_and_keeps_what_is_done(class_, monkeypatch):
    class_.run(Scripted(), jobs=class_.plan().jobs[:1])
    class_.book._connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StorageError, match="full"):
        class_.run(Scripted(), lambda _text: result_to_text(packed(a_grade(title="x" * 10**6))))
    assert class_.grades() == {"ada": "passed"}


def test_stopping_waits_for_what_runs_and_takes_back_what_waits(class_):
    pending = Future()
    pending.set_running_or_notify_cancel()
    executor = Scripted(right, lambda text: right(text), None)
    crew = Crew(executor=executor, carry_out=right, width=lambda: 3)
    run = Run(settings=class_.settings, crew=crew, book=class_.book)
    run.stop()
    progress = run.carry_out(class_.plan().jobs)
    assert (progress.stopping, progress.done, executor.texts) == (True, 0, [])


def test_what_was_handed_out_but_not_begun_is_taken_back_when_stopping(class_):
    crew = Crew(executor=Scripted(right, None, None), carry_out=right, width=lambda: 3)
    run = Run(settings=class_.settings, crew=crew, book=class_.book)
    run.on_progress = lambda progress: None if progress.done == 0 or progress.stopping else run.stop()
    assert run.carry_out(class_.plan().jobs).done == 1
    assert class_.reasons() == {"bob": NEW, "cyd": NEW}


# ------------------------------------------------------------------------------------- what is to be done


def test_a_second_time_only_what_changed_is_graded(class_):
    class_.run(Scripted())
    assert (class_.reasons(), class_.plan().up_to_date) == ({}, 3)
    (class_.folder / "bob" / "toy.py").write_text("better")
    assert class_.reasons() == {"bob": SUBMISSION}


def test_a_changed_suite_is_noticed(class_):
    class_.run(Scripted())
    (Path(class_.exercise.folder) / "hidden" / "helping.py").write_text("x = 1")
    assert class_.reasons() == dict.fromkeys(ALL, SUITE)


def test_changed_limits_are_noticed(class_, tmp_path):
    class_.run(Scripted())
    other = an_exercise(tmp_path, HOLDS, limits=class_.exercise.limits.__class__(wall_seconds=6))
    class_.settings = Settings(exercises=(other,))
    assert class_.reasons() == dict.fromkeys(ALL, SUITE)


def test_what_could_not_be_judged_is_tried_again(class_):
    class_.run(Scripted(OSError(), OSError()), width=1)
    assert class_.reasons() == {"ada": UNDECIDED}


def test_a_round_that_was_interrupted_goes_on_with_the_rest(class_):
    class_.run(Scripted())
    number, hand_ins = class_.book.begin_round(), find_hand_ins(class_.folder).hand_ins
    class_.run(Scripted(), jobs=plan_again(hand_ins, class_.settings, set()).jobs[:2], round=number)
    rest = plan_again(hand_ins, class_.settings, class_.book.graded_in_round(number))
    assert [job.hand_in.student for job in rest.jobs] == ["cyd"]


def test_a_hand_in_that_is_late_now_is_noted_without_grading_it_again(class_):
    class_.folder = unpacked(class_.folder.parent / "canvas", {"ada_1_2_toy.py": b""})
    class_.run(Scripted())
    (class_.folder / "ada_1_2_toy.py").rename(class_.folder / "ada_LATE_1_3_toy.py")
    assert class_.reasons() == {}
    assert [entry.late for entry in class_.book.entries()] == [True]


# ------------------------------------------------------------------------------------- tasks


def the_task(class_, **differs):
    return prepared(class_.plan().jobs[0], class_.settings, **{"with_suite": False, **differs})


def test_the_same_files_get_the_same_seed(class_):
    assert the_task(class_)[1].seed == the_task(class_)[1].seed != seed_of(class_.exercise, "other")


def test_a_suite_travels_with_its_task_and_is_removed_again(class_):
    (Path(class_.exercise.folder) / "hidden" / "helping.py").write_text("x = 1")
    task = the_task(class_, with_suite=True)[1]
    with exercise_of(task) as exercise:
        assert exercise.folder != class_.exercise.folder
        assert files_of_suite(exercise) == files_of_suite(class_.exercise)
    assert not Path(exercise.folder).parents[1].exists()


def test_what_cannot_be_read_fails_every_check_for_that_reason_and_the_class_goes_on(class_):
    (class_.folder / "bob" / "toy.py").unlink()
    class_.run(Scripted(right), carry_out, width=1)
    bob = class_.book.grade("bob", class_.exercise.name)
    assert [(check.verdict, check.seen) for check in bob.checks] == [(Verdict.FAILED, bob.problem)]
    assert (bob.earned, bob.possible) == (0, 1)
    assert bob.problem == "toy.py is missing; found nothing"
