"""A class with a seed: what a course of students might hand in, right, wrong, broken and hostile, for any exercise.

`write_class(folder, course, exercises, number=200, seed=1)` writes a hand-in for each student and exercise and says of
each what it is. The same seed gives the same class. Every file differs from every other in a comment, so no two
students have handed in the same.
"""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from grader.course import Course
from grader.model import Exercise

HOSTILE = Path(__file__).parent / "hostile"
ATTACKS = (
    "exit_early", "exit_early_while_loading", "fail_while_loading", "forge_and_exit", "forge_while_loading",
    "fork_bomb", "kill_everyone", "kill_the_warden", "daemon_double_fork_setsid", "output_of_ansi_escapes",
    "patch_json", "return_lying_equal", "return_module", "segmentation_fault", "shared_memory_leaked", "zombie",
    "write_to_the_interpreter", "read_hidden_tests", "reply_of_deep_json", "ignore_every_signal",
)  # fmt: skip
"""Of the hostile programs those that come to an end soon, whatever the limits of an exercise are."""
BROKEN = {
    "a syntax error": "def solve(:\n",
    "nothing": "",
    "not text": "\0\ufffe",
    "an import of what is not there": "import numpy_of_another_machine\n",
}
SHARES = {"reference": 25, "alternative": 20, "mistake": 35, "broken": 10, "hostile": 10}


@dataclass(frozen=True)
class Program:
    """What one student hands in for one exercise."""

    kind: str
    what: str
    source: bytes


def write_class(
    folder: Path, course: Course, exercises: Sequence[Exercise], *, number: int, seed: int
) -> dict[str, tuple[Program, ...]]:
    """Write a class into a folder that is not there yet; what each student handed in, by the student's name."""
    random = Random(seed)
    folder.mkdir(parents=True)
    programs = {exercise.name: list(programs_of(course, exercise)) for exercise in exercises}
    written = {}
    for each in range(number):
        student = f"student{each:04}"
        chosen = tuple(choose(random, programs[exercise.name], student) for exercise in exercises)
        files = {f"{exercise.slug}.py": program.source for exercise, program in zip(exercises, chosen, strict=True)}
        pack(random, folder, student, files)
        written[student] = chosen
    return written


def programs_of(course: Course, exercise: Exercise) -> Iterator[Program]:
    """Every program that there is for an exercise."""
    yield Program("reference", exercise.name, course.reference(exercise).read_bytes())
    for path in course.alternatives(exercise):
        yield Program("alternative", path.stem, path.read_bytes())
    for paths in course.mutants(exercise).values():
        yield from (Program("mistake", path.stem, path.read_bytes()) for path in paths)
    yield from (Program("broken", what, source.encode()) for what, source in BROKEN.items())
    for attack in ATTACKS:
        calls = "".join(f"{function.name} = attack\n" for function in exercise.functions)
        yield Program("hostile", attack, (HOSTILE / f"{attack}.py").read_bytes() + b"\n" + calls.encode())


def choose(random: Random, programs: Sequence[Program], student: str) -> Program:
    """Choose a program, and make it the student's own."""
    kinds = {program.kind for program in programs}
    weights = {kind: share for kind, share in SHARES.items() if kind in kinds}
    (kind,) = random.choices(list(weights), list(weights.values()))
    program = random.choice([program for program in programs if program.kind == kind])
    mark = f"\n# by {student}\n".encode() if program.what != "not text" else b""
    return Program(program.kind, program.what, program.source + mark)


def pack(random: Random, folder: Path, student: str, files: dict[str, bytes]) -> None:
    """Write a student's files in one of the ways in which they come in."""
    way = random.choice(["folder", "checkout", "zip", "tar", "moodle"])
    number = int(student.removeprefix("student"))
    if way == "zip":
        with zipfile.ZipFile(folder / f"{student}.zip", "w") as archive:
            for name, content in files.items():
                archive.writestr(f"work/{name}", content)
    elif way == "tar":
        with tarfile.open(folder / f"{student}.tar.gz", "w:gz") as archive:
            for name, content in files.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    else:
        place = folder / {"moodle": f"{student}_{number}_assignsubmission_file_"}.get(way, student)
        if way == "checkout":
            (place / ".git").mkdir(parents=True)
            (place / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        place.mkdir(exist_ok=True)
        for name, content in files.items():
            (place / name).write_bytes(content)
