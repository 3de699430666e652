"""09: several processes count words in one shared dictionary; no count is lost, and the manager does not stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from grader.suite import Run, Student, WorkPlan, after, hint, points

TOGETHER_SECONDS = (0.04, 0.2, 0.6)
"""How long something takes, from try to try, while all are to be there: the shortest will do, unless the machine is
crowded, and a wrong program is late every time."""
WORDS = ("dog", "Dog", "cat", "bird", "DOG", "horse", "Cat")


def slow_first(seconds: float) -> WorkPlan:
    """Making the number 1 takes that long: meanwhile every worker comes to the dictionary, where it has to wait."""
    return WorkPlan(seconds=0, plan={"1": {"step": "make", "seconds": seconds}})


def words_in(texts: Sequence[str]) -> list[str]:
    """All words of the texts."""
    return [word for text in texts for word in text.split()]


def counts_of(texts: Sequence[str]) -> dict[str, int]:
    """How often each word is in the texts."""
    return dict(Counter(word.upper() for word in words_in(texts)))


def shares_of(texts: Sequence[str], workers: int) -> list[dict[str, int]]:
    """What each worker has to count."""
    return [counts_of(texts[number::workers]) for number in range(workers)]


def parts_of(run: Run) -> tuple[dict[str, int], list[dict[str, int]]]:
    """The two parts of the result, which has to have the shapes of the task."""
    result = run.value_as(dict[str, Any])
    assert sorted(result) == ["by_worker", "counts"], 'the result does not have just the keys "counts" and "by_worker"'
    counts, shares = result["counts"], result["by_worker"]
    assert _is_count(counts), '"counts" is not a dictionary of whole numbers'
    assert isinstance(shares, list), '"by_worker" is not a list'
    assert all(map(_is_count, shares)), '"by_worker" is not a list of dictionaries of whole numbers'
    return counts, shares


def _is_count(value: object) -> bool:
    return isinstance(value, dict) and all(type(number) is int for number in value.values())


def assert_counted(run: Run, texts: Sequence[str]) -> None:
    """Every word was worked on once by a child, and the shared dictionary is right."""
    counts, _ = parts_of(run)
    words = words_in(texts)
    run.assert_worked(words)
    if words:
        run.assert_worked_in_children()
    right = counts_of(texts)
    assert set(counts) == set(right), (
        "the words in the shared dictionary are not just those of the texts, in upper case"
    )
    lost = sum(right.values()) - sum(counts.values())
    assert counts == right, (
        f"the counts are wrong: together they are {abs(lost)} too {'small' if lost > 0 else 'large'}"
    )


def assert_counted_one_by_one(run: Run) -> None:
    """Whoever works and counts has counted each word before it works on the next one."""
    steps: dict[int, list[str]] = {}
    for piece in run.work:
        steps.setdefault(piece.pid, []).append(piece.step)
    both = [done for done in steps.values() if len(set(done)) == 2]
    in_turns = all(done == ["work", "make"] * (len(done) // 2) for done in both)
    assert in_turns, "a worker went on to its next word before it had counted the one before"


def assert_shares(run: Run, texts: Sequence[str], workers: int) -> None:
    """Each worker has told what it met in its own texts."""
    _, shares = parts_of(run)
    assert len(shares) == workers, f'"by_worker" holds {len(shares)} dictionaries for {workers} workers'
    wrong = [number for number, right in enumerate(shares_of(texts, workers)) if shares[number] != right]
    assert not wrong, f'in "by_worker" {len(wrong)} of {workers} dictionaries are not what that worker\'s texts hold'


@points(1)
@hint("Who keeps the dictionary into which the child writes? A plain one is copied into the child, and stays there.")
def test_one_worker_counts_its_words(student: Student) -> None:
    """The words that one worker, in a child process, counts in the shared dictionary are those of all texts."""
    texts = [" ".join(student.random.choices(WORDS, k=6)) for _ in range(3)]
    run = student.call("word_count", texts=texts, workers=1, start_method="fork", work=WorkPlan(seconds=0))
    assert_counted(run, texts)


@points(2)
@hint("Reading a count and writing it are two messages to the manager: who keeps the other workers out in between?")
@after(test_one_worker_counts_its_words)
def test_no_count_is_lost(student: Student) -> None:
    """Workers that meet the same word lose no count, however long one takes over it, and whatever the schedule."""
    word = student.random.choice(("dog", "cat", "bird"))
    texts = [f"{word} {word}", word.title(), f"{word} {word.upper()}"]
    run = student.call("word_count", texts=texts, workers=3, start_method="fork", work=slow_first(0.12))
    assert_counted(run, texts)
    runs = student.explore("word_count", texts=[word, word], workers=2, start_method="fork", work=WorkPlan(seconds=0))
    runs.all_satisfy(lambda run: assert_counted(run, [word, word]))


@points(1)
@hint("Every word is added to the shared dictionary as soon as it has been worked on; nobody adds up at the end.")
@after(test_no_count_is_lost)
def test_every_word_is_counted_in_the_shared_dictionary(student: Student) -> None:
    """For each word the numbers 1, 2, 3 and so on are made, each of them once: all workers count in one dictionary."""
    texts = ["dog cat dog", "dog bird", "cat dog"]
    run = student.call("word_count", texts=texts, workers=3, start_method="fork", work=WorkPlan(seconds=0.02))
    assert_counted(run, texts)
    made = sorted(piece.item for piece in run.work if piece.step == "make" and isinstance(piece.item, int))
    right = sorted(number for most in counts_of(texts).values() for number in range(1, most + 1))
    assert made == right, "the numbers made are not 1, 2, 3 and so on for each word, each of them once"
    assert_counted_one_by_one(run)


@points(1)
@hint(
    "What a proxy gives you of a dictionary inside a dictionary is a copy: how does a change get back to the manager?"
)
@after(test_no_count_is_lost)
def test_every_worker_tells_its_own_words(student: Student) -> None:
    """Each worker's own dictionary is what it met in the texts that were dealt to it, and what its process did."""
    texts = ["dog cat", "bird", "Dog dog", "fish bird horse"]
    texts[1] += " cat" * student.random.randrange(1, 4)
    run = student.call("word_count", texts=texts, workers=3, start_method="fork", work=WorkPlan(seconds=0.02))
    assert_counted(run, texts)
    assert_shares(run, texts, 3)
    done: dict[int, Counter[str]] = {}
    for piece in run.worked:
        done.setdefault(piece.pid, Counter())[str(piece.item).upper()] += 1
    same = sorted(sorted(each.items()) for each in done.values()) == sorted(
        sorted(each.items()) for each in shares_of(texts, 3)
    )
    assert same, "the words were not worked on by three processes, each of them having its own texts"


@points(1)
@hint("Start all workers before you wait for one, and hold the lock only while you count, not while you work.")
@after(test_no_count_is_lost)
def test_workers_work_side_by_side(student: Student) -> None:
    """The workers' calls of work(word) overlap: none of them waits for the others while it works."""
    texts = ["dog cat", "cat dog", "bird dog"]
    for seconds in TOGETHER_SECONDS:
        run = student.call("word_count", texts=texts, workers=3, start_method="fork", work=WorkPlan(seconds=seconds))
        assert_counted(run, texts)
        if run.most_working >= 3:
            break
    run.assert_working_together(3)


@points(1)
@hint("What does your program do if a worker has nothing to count, or nobody has?")
@after(test_no_count_is_lost)
def test_hardly_any_texts(student: Student) -> None:
    """Without texts, with empty texts and with fewer texts than workers there is still a dictionary for each worker."""
    for texts, workers in (([], 2), (["", "dog\tcat\n", " "], 4)):
        run = student.call(
            "word_count",
            texts=texts,
            workers=workers,
            start_method="fork",
            wall_seconds=3,
            work=WorkPlan(seconds=0),
        )
        assert_counted(run, texts)
        assert_shares(run, texts, workers)


@points(1)
@hint("With spawn and forkserver a child imports your file anew: it shares only what its arguments bring along.")
@after(test_no_count_is_lost)
def test_every_start_method_will_do(student: Student) -> None:
    """It works the same with the start methods spawn and forkserver, where a child inherits no variables."""
    for method, texts in (("spawn", ["dog", "dog"]), ("forkserver", ["dog"])):
        run = student.call("word_count", texts=texts, workers=len(texts), start_method=method, work=slow_first(0.1))
        assert_counted(run, texts)
        assert_shares(run, texts, len(texts))


@points(1)
@hint("A worker that fails still holds the lock, unless something gives it back on every way out; and who is told?")
@after(test_one_worker_counts_its_words)
def test_a_failure_in_a_worker_is_an_error(student: Student) -> None:
    """If work() or make() fails in a worker, the call raises an error: it neither hangs nor returns what there is."""
    for item, step in (('"cat"', "work"), ("2", "make")):
        plan = WorkPlan(seconds=0, plan={item: {"step": step, "fails": True, "seconds": 0.05}})
        texts = ["cat dog dog", "dog dog dog"]
        run = student.call("word_count", texts=texts, workers=2, start_method="fork", work=plan, wall_seconds=3)
        run.assert_raised()
        assert any(piece.failed for piece in run.work), f"an error was raised, but {step}({item}) had not been called"
        run.assert_clean()


@points(1)
@hint("Who ends the manager's process, and when? And is the dictionary of the second call a new one?")
@after(test_no_count_is_lost)
def test_the_manager_does_not_stay(student: Student) -> None:
    """It counts anew in each call, and leaves no process, no manager, no zombie and no open descriptor behind."""
    run = student.call(
        "word_count", texts=["dog cat", "dog"], workers=2, start_method="fork", repeat=4, work=WorkPlan(seconds=0)
    )
    counts = [each.get("counts") if isinstance(each, dict) else None for each in run.values]
    assert counts == [{"DOG": 2, "CAT": 1}] * 4, "a later call did not give what the first one gave"
    run.assert_clean()
    run.assert_reaped()
    run.assert_descriptors_kept()
