"""The promises of a course that can be read off its files: each rule gives a finding for each promise not kept.

Nothing is run here but the import of the hidden suite, which is the course's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from grader.course import HIDDEN, Course
from grader.errors import CourseError
from grader.model import Exercise
from grader.submission import is_ignored
from grader.suite.marks import marks_of, promise_of
from grader.verify.findings import Finding, finding, solutions_of
from grader.verify.leaks import hidden_inputs, hidden_lines, leaks
from grader.verify.suites import checks_of, references_of, signatures, text_of

POINTS = 10
FEWEST_CHECKS = 6
FEWEST_MUTANTS = 6
FEWEST_ALTERNATIVES = 2
LIBRARY = "https://docs.python.org/3/library/"
PLACEHOLDER = re.compile(r"<<[^<>\n]+>>")
"""What `grader new` leaves where something is still to be written; it says what."""
FILE_NAME = re.compile(r"[a-z][a-z0-9_]*")

Rule = Callable[[Course, Exercise], Iterator[Finding]]


def course_findings(course: Course) -> Iterator[Finding]:
    """What is wrong with the course as a whole."""
    if not course.exercises:
        file = course.folder / "course.toml"
        yield finding(course, None, file, "the course has no exercises", "begin one: grader new 01 NAME")
    titles = Counter(exercise.title for exercise in course.exercises)
    for exercise in course.exercises:
        if titles[exercise.title] > 1:
            file = Path(exercise.folder, "exercise.toml")
            problem = f"the title {exercise.title!r} is that of another exercise too"
            yield finding(course, exercise, file, problem, "give it a title of its own")
    names = {exercise.name for exercise in course.exercises}
    for folder in sorted(course.solutions.iterdir()) if course.solutions else ():
        if not is_ignored([folder.name]) and folder.name not in names:
            yield finding(course, None, folder, "belongs to no exercise", "name it as its exercise is named")


def written_findings(course: Course, exercise: Exercise) -> tuple[Finding, ...]:
    """Everything that is wrong with the files of an exercise; what cannot be read is told once."""
    return tuple(dict.fromkeys(each for rule in RULES for each in _found(rule, course, exercise)))


def _found(rule: Rule, course: Course, exercise: Exercise) -> Iterator[Finding]:
    """Give what a rule finds; that a file is missing is told by the first of the rules alone."""
    try:
        yield from rule(course, exercise)
    except CourseError as error:
        path, _, problem = error.message.partition(": ")
        if problem != "is missing":
            yield finding(course, exercise, Path(path), problem, "mend it: nothing is certain before")


def files_are_there(course: Course, exercise: Exercise) -> Iterator[Finding]:
    """Task, stub, suite and reference lie where the layout has them."""
    folder, slug = Path(exercise.folder), exercise.slug
    wanted = {
        folder / "README.md": "write the task page that the student reads",
        folder / f"{slug}.py": "write the stub that the student edits",
        folder / HIDDEN / f"test_{slug}.py": "write the hidden suite",
        solutions_of(course, exercise) / f"{slug}.py": "write the reference solution",
    }
    for path, remedy in wanted.items():
        if not path.is_file():
            yield finding(course, exercise, path, "is missing", remedy)


def files_are_named_right(course: Course, exercise: Exercise) -> Iterator[Finding]:
    """Every Python file lies where somebody looks for it, under a name in words."""
    folder, solutions, slug = Path(exercise.folder), solutions_of(course, exercise), exercise.slug
    references = {f"{HIDDEN}/{path.name}" for path in references_of(course.suite(exercise))}
    known = {
        folder: (
            {f"{slug}.py", f"hidden/test_{slug}.py", *references},
            f"the stub is {slug}.py, the suite hidden/test_{slug}.py",
        ),
        solutions: ({f"{slug}.py"}, "a wrong solution goes to mutants/CHECK/, a right one to alternatives/"),
    }
    for root, (names, remedy) in known.items():
        for path in sorted(root.rglob("*.py")):
            inside = path.relative_to(root)
            left_behind = is_ignored([part for part in inside.parts if part != HIDDEN])
            if not (left_behind or inside.as_posix() in names or (root is solutions and _is_a_solution(inside))):
                yield finding(course, exercise, path, "is a file that nobody looks for", remedy)


def _is_a_solution(path: Path) -> bool:
    depth = {"alternatives": 2, "mutants": 3}.get(path.parts[0])
    return len(path.parts) == depth and bool(FILE_NAME.fullmatch(path.stem))


def nothing_is_left_to_be_written(course: Course, exercise: Exercise) -> Iterator[Finding]:
    """No placeholder of a new exercise is left."""
    folder, solutions = Path(exercise.folder), solutions_of(course, exercise)
    files = [folder / "README.md", folder / "exercise.toml", *folder.rglob("*.py"), *solutions.rglob("*.py")]
    for path in (path for path in files if path.is_file()):
        for number, line in enumerate(text_of(path).splitlines(), 1):
            for text in PLACEHOLDER.findall(line):
                yield finding(course, exercise, path, f"line {number} is still to be written", f"write {text[2:-2]}")


def the_suite_is_worth_its_points(course: Course, exercise: Exercise) -> Iterator[Finding]:
    """A suite is worth ten points in six checks or more."""
    suite = course.suite(exercise)
    checks = checks_of(suite)
    points = sum(marks_of(check).points for check in checks.values())
    if points != POINTS:
        problem = f"the checks are worth {points:g} points together, where {POINTS} are wanted"
        yield finding(course, exercise, suite, problem, "share the points out anew, or write another check")
    if len(checks) < FEWEST_CHECKS:
        problem = f"has {len(checks)} of at least {FEWEST_CHECKS} checks"
        yield finding(course, exercise, suite, problem, "write a check for another promise of the task page")


def checks_say_what_they_promise(course: Course, exercise: Exercise) -> Iterator[Finding]:
    """Every check is worth something, promises a sentence of its own, and has a hint."""
    suite = course.suite(exercise)
    promises: Counter[str] = Counter()
    for name, check in checks_of(suite).items():
        try:
            promises[promise := promise_of(check)] += 1
        except ValueError:
            promise = ""
        for broken, problem, remedy in (
            (marks_of(check).points <= 0, "is worth nothing", "give it @points(1) or more"),
            (
                not promise.endswith("."),
                "promises no full sentence",
                "write its docstring: one sentence, with its stop",
            ),
            (not marks_of(check).hint, "has no hint", 'add @hint("…"): one sentence of direction, not the solution'),
            (promises[promise] > 1, "promises what another check promises", "say in its docstring what it is about"),
        ):
            if broken:
                yield finding(course, exercise, suite, f"{name} {problem}", remedy)


def hints_lead_from_a_question_on(course: Course, exercise: Exercise) -> Iterator[Finding]:
    """The three hints differ, and the first one asks."""
    file = Path(exercise.folder, "exercise.toml")
    if len(set(exercise.hints)) < len(exercise.hints):
        yield finding(course, exercise, file, "two hints say the same", "let each of them lead one step further")
    if not exercise.hints[0].endswith("?"):
        yield finding(course, exercise, file, "the first hint is no question", "let it ask, and end with ?")


def the_task_page_suffices(course: Course, exercise: Exercise) -> Iterator[Finding]:
    """The task shows each function, an example, and the way to the library's own pages."""
    page = Path(exercise.folder, "README.md")
    task = text_of(page)
    for function in exercise.functions:
        head = f"def {function.name}(" + (f"{function.parameters[0]}:" if function.parameters else ")")
        if head not in task:
            yield finding(course, exercise, page, f"does not show {head}…", "show each function with its types")
    if ">>>" not in task:
        yield finding(course, exercise, page, "has no example", "show a call and its result, after >>>")
    if LIBRARY not in task:
        yield finding(course, exercise, page, "links to no page of the standard library", f"link to {LIBRARY}…")


def stub_and_reference_keep_the_contract(course: Course, exercise: Exercise) -> Iterator[Finding]:
    """The stub has just the functions of exercise.toml, the reference has them too."""
    wanted = {function.name: function.parameters for function in exercise.functions}
    stub, reference = course.stub(exercise), course.reference(exercise)
    if signatures(stub) != wanted:
        remedy = "let it have the functions and parameters of exercise.toml, and no others"
        yield finding(course, exercise, stub, "has other functions than the contract", remedy)
    if not signatures(reference).items() >= wanted.items():
        remedy = "let its functions have the names and parameters of exercise.toml"
        yield finding(course, exercise, reference, "lacks a function of the contract", remedy)


def there_are_enough_solutions(course: Course, exercise: Exercise) -> Iterator[Finding]:
    """There are other right ways, and enough mistakes."""
    folder = solutions_of(course, exercise)
    alternatives, mutants = len(course.alternatives(exercise)), sum(map(len, course.mutants(exercise).values()))
    if alternatives < FEWEST_ALTERNATIVES:
        problem = f"has {alternatives} of at least {FEWEST_ALTERNATIVES} right solutions in another style"
        yield finding(course, exercise, folder / "alternatives", problem, "write one more: STYLE.py")
    if mutants < FEWEST_MUTANTS:
        problem = f"has {mutants} of at least {FEWEST_MUTANTS} mistakes"
        yield finding(course, exercise, folder / "mutants", problem, "write one more: CHECK/THE_MISTAKE_IN_WORDS.py")


def every_check_has_a_mistake_to_catch(course: Course, exercise: Exercise) -> Iterator[Finding]:
    """Each check catches something, and each folder of mistakes names a check."""
    folder = solutions_of(course, exercise) / "mutants"
    caught = {name for name, paths in course.mutants(exercise).items() if paths}
    checks = checks_of(course.suite(exercise))
    for name in sorted(checks.keys() - caught):
        yield finding(course, exercise, folder / name, "holds no mistake", f"write one that {name} must catch")
    for name in sorted(caught - checks.keys()):
        yield finding(course, exercise, folder / name, "names no check of the suite", "name it as the check is named")


def students_see_nothing_hidden(course: Course, exercise: Exercise) -> Iterator[Finding]:
    """Task, stub and TOML hold no line of suite, reference or solution, and no hidden input."""
    suite, reference, stub = course.suite(exercise), course.reference(exercise), course.stub(exercise)
    solutions = (suite, reference, *references_of(suite))
    hidden = hidden_inputs(suite).union(*map(hidden_lines, solutions))
    for path in (Path(exercise.folder, "README.md"), Path(exercise.folder, "exercise.toml"), stub):
        for text in leaks(text_of(path), hidden):
            yield finding(course, exercise, path, f"students see what is hidden: {text}", "take it out, or change it")


RULES: tuple[Rule, ...] = (
    files_are_there,
    files_are_named_right,
    nothing_is_left_to_be_written,
    the_task_page_suffices,
    hints_lead_from_a_question_on,
    stub_and_reference_keep_the_contract,
    checks_say_what_they_promise,
    the_suite_is_worth_its_points,
    there_are_enough_solutions,
    every_check_has_a_mistake_to_catch,
    students_see_nothing_hidden,
)
