"""A course of one exercise that keeps every promise that can be read off its files, to be spoilt by a test."""

from __future__ import annotations

from grader.course import read_course
from grader.verify import written_findings

TOML = """
title = "Counting"
summary = "Count together, in processes of your own."
concepts = ["Process"]
hints = ["Who adds?", "One adds at a time.", "Hold the lock from the read to the write."]

[[functions]]
name = "count"
parameters = ["workers"]
returns = "the sum"
"""
TASK = """# Counting

    def count(workers: int) -> int

    >>> count(2)
    2

See https://docs.python.org/3/library/multiprocessing.html
"""
SUITE = '''"""07: counting."""

from __future__ import annotations

from grader.suite import Student, after, hint, points, public

MOST = 4
SECRET = "nobody may know that this is a constant of the suite"


def assert_counted(run, workers):
    """Everybody counted."""
    assert run.value == workers, f"of {workers} workers only {run.value} counted to the end"


'''
CHECK = '''
@points({points})
@hint("Hint {number}.")
def test_{number}(student: Student) -> None:
    """Promise {number}."""
    run = student.call("count", workers={number}, names=["ada", "grace", "barbara", "{number}"])
    assert_counted(run, {number})


'''
STUB = '''"""The stub."""


def count(workers):
    """Count as many workers as there are, together."""
    raise NotImplementedError("start with a counter")
'''
REFERENCE = '''"""The reference."""


def count(workers):
    """Count as many workers as there are, together."""
    return sum(one_of_many_workers(each) for each in range(workers))
'''
FOLDER, SOLUTIONS = "exercises/07_counting", "solutions/07_counting"
HIDDEN = f"{FOLDER}/hidden/test_counting.py"


def a_sound_course(root, number="07"):
    """Write the course below this folder, and give the folder."""
    folder, solutions = root / "exercises" / f"{number}_counting", root / "solutions" / f"{number}_counting"
    files = {
        root / "exercises/course.toml": 'title = "Course of counting"\n',
        folder / "exercise.toml": TOML,
        folder / "README.md": TASK,
        folder / "counting.py": STUB,
        folder / "hidden/test_counting.py": SUITE
        + "".join(CHECK.format(number=each, points=2 if each < 4 else 1) for each in range(6)),
        solutions / "counting.py": REFERENCE,
        solutions / "alternatives/pool.py": REFERENCE,
        solutions / "alternatives/executor.py": REFERENCE,
    }
    files |= {solutions / f"mutants/test_{each}/too_few.py": REFERENCE for each in range(6)}
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def the_course(root):
    """Read it."""
    return read_course(root / "exercises")


def change(root, file, old, new):
    """Replace a text in a file, where it must be."""
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def written(root):
    """What is wrong with the files of the first exercise: file and problem."""
    course = the_course(root)
    return [(found.file, found.problem) for found in written_findings(course, course.exercises[0])]
