"""Begin a new exercise: folders and files that work already, with `<<what is to be written>>` where an author goes on.

Nothing is ever overwritten. What is missing until the exercise is complete, `grader verify` says.
"""

from __future__ import annotations

import re
from pathlib import Path

from grader.course import Course
from grader.errors import UsageError

NUMBER, SLUG = re.compile(r"[0-9]{2,4}"), re.compile(r"[a-z][a-z0-9_]*")
FIRST_CHECK = "test_the_work_is_done"

TASK = """\
# NUMBER · <<the title>>

<<what the exercise is about, in words and with a small drawing, for somebody who is new to it>>

## Write

In `SLUG.py`:

```python
def SLUG(items: list[int]) -> list[int]
```

Calls `work(item)` (`from workshop import work`) for each item, in a child process, and returns the results in the order
of the items. <<what else the function does>>

## An example

```python
>>> SLUG([1, 2, 3])
[1, 4, 9]
```

## What will be looked at

- Each item is worked on once, in a child process.
- <<what else>>

## Read

- [`multiprocessing`](https://docs.python.org/3/library/multiprocessing.html): <<which parts of it>>
"""
TOML = """\
title = "<<the title>>"
summary = "<<one line about what one writes>>"
concepts = ["<<the first concept>>"]
hints = [
    "<<what is the question to ask oneself>>?",
    "<<in which direction the answer lies>>",
    "<<the line of thought, but not the solution>>",
]

[[functions]]
name = "SLUG"
parameters = ["items"]
returns = "the results of work(item), in the order of the items"
"""
STUB = '''\
"""Exercise NUMBER: <<what it is about>>. The task is in README.md."""

from __future__ import annotations

from workshop import work  # noqa: F401  the children call work(item)


def SLUG(items: list[int]) -> list[int]:
    """Work on every item in a child process.

    Arguments:
        items: whole numbers.

    Returns:
        What work(item) gave for each of the items, in their order.
    """
    raise NotImplementedError("start with <<the first step>>")
'''
SUITE = '''\
"""NUMBER: <<what is promised>>."""

from __future__ import annotations

from grader.suite import Student, hint, points, public


@points(2)
@public
@hint("Give the work to processes that you start, and bring their answers back in the order of the items.")
def FIRST_CHECK(student: Student) -> None:
    """Every item is worked on once, in a child process, and the results come back in the order of the items."""
    items = student.random.sample(range(100), 4)
    run = student.call("SLUG", items=items, start_method="fork")
    same = run.value_as(list[int]) == [item * item for item in items]
    assert same, "the result is not what work(item) gave for each item, in order"
    run.assert_worked(items)
    run.assert_worked_in_children()
'''
REFERENCE = '''\
"""The reference for exercise NUMBER."""

from multiprocessing import Pool

from workshop import work


def SLUG(items):
    with Pool(2) as pool:
        return pool.map(work, items)
'''
MISTAKE = '''\
"""The work is done in the parent."""

from workshop import work


def SLUG(items):
    return [work(item) for item in items]
'''


def write_exercise(course: Course, number: str, name: str) -> tuple[Path, ...]:
    """Write the beginning of an exercise into a course, and give its files.

    Raises UsageError if number or name cannot be used, or if there is anything in the way.
    """
    slug = name.lower().replace("-", "_")
    _demand_free(course, number, slug)
    folder, solutions = (root / f"{number}_{slug}" for root in (course.folder, course.folder.parent / "solutions"))
    files = {
        folder / "README.md": TASK,
        folder / "exercise.toml": TOML,
        folder / f"{slug}.py": STUB,
        folder / "hidden" / f"test_{slug}.py": SUITE,
        solutions / f"{slug}.py": REFERENCE,
        solutions / "mutants" / FIRST_CHECK / "work_done_in_the_parent.py": MISTAKE,
    }
    for each in (folder, solutions):
        if each.exists():
            raise UsageError(f"{each} is there already", hint="nothing is ever overwritten: choose another name")
    (solutions / "alternatives").mkdir(parents=True)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        filled = text.replace("NUMBER", number).replace("SLUG", slug).replace("FIRST_CHECK", FIRST_CHECK)
        path.write_text(filled, encoding="utf-8")
    return tuple(files)


def _demand_free(course: Course, number: str, slug: str) -> None:
    if not NUMBER.fullmatch(number):
        raise UsageError(f"{number!r} is no number of an exercise", hint="two to four digits, such as 15")
    if not SLUG.fullmatch(slug):
        raise UsageError(f"{slug!r} is no name of an exercise", hint="words such as rate_limiter: a to z, 0 to 9, _")
    for exercise in course.exercises:
        if int(exercise.number) == int(number):
            raise UsageError(f"there is an exercise {exercise.name} already", hint="choose another number")
        if exercise.slug == slug:
            raise UsageError(f"there is an exercise {exercise.name} already", hint="choose another name")
