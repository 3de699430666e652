"""The table of programs × levels, gathered over all workers of a test run and written as Markdown."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from hostile_programs import Program

from grader.model import Ending, Evidence, Level

_INTRODUCTION = """\
# Hostile programs, and what becomes of them

Every program in `tests/hostile/` is run for real at every level of the sandbox, as root and as an ordinary user, and
afterwards nothing of it may be left: no process, file, mount, name, control group or descriptor. What each must come
to is written at its own top, and `tests/test_hostile.py` compares. The table is what came out; it is written by

    HOSTILE_TABLE=docs/hostile-programs.md pytest -n 2 tests/test_hostile.py

*Denied* means that the program ran to its end, tried everything it knows and managed none of it; it is then judged on
its answers like any other. *Left over* means that the evidence names what the program left behind, before that was
removed. *Open* lists what a program did manage where the level says of itself that it does not prevent it.
A dash is a level at which a program is not run, because there the sandbox promises nothing about it.
"""
_GROUPS = ["limits", "leftovers", "reading", "writing", "network", "signals", "neighbours", "kernel", "reply"]
_GROUPS += ["work records", "noise", "well-behaved"]


class Table:
    """Cells by program and column. Workers of one test run share `folder`'s parent, and the last one writes it all."""

    def __init__(self, programs: Sequence[Program], folder: Path, path: str | None) -> None:
        self._programs = programs
        self._path = Path(path) if path else None
        in_worker = folder.name.startswith("popen-")
        self._shared = (folder.parent if in_worker else folder) / "hostile-cells.json"
        self._cells: dict[str, str] = {}

    def add(self, program: Program, level: Level, identity: str, evidence: Evidence, wrong: Sequence[str]) -> None:
        """Note what one run came to; of several, the one with something wrong."""
        self.note(
            program, level, identity, wrong[0] if wrong else in_words(program, level, evidence), wrong=bool(wrong)
        )

    def note(self, program: Program, level: Level, identity: str, text: str, *, wrong: bool) -> None:
        """Fill one cell."""
        cell = text.replace("|", "\\|").replace("\n", " ")
        key = f"{program.name} {level.value} {identity}"
        if wrong or not self._cells.get(key, "").startswith("✘"):
            self._cells[key] = f"✘ {cell[:160]}" if wrong else cell

    def write(self) -> None:
        """Add these cells to those of the other workers, and write what there is by now."""
        if self._path is None:
            return
        with self._shared.open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            cells = {**json.loads(file.read() or "{}"), **self._cells}
            file.seek(0)
            file.truncate()
            file.write(json.dumps(cells))
            self._path.write_text("\n".join(_document(self._programs, cells)) + "\n")


def in_words(program: Program, level: Level, evidence: Evidence) -> str:
    """What a run came to, in a few words without times or pids."""
    words = [evidence.ending.name.lower().replace("_", " ")]
    if evidence.ending is Ending.EXITED and program.expected(level).get("denied"):
        value = evidence.returns[-1].value if evidence.returns else None
        words = [
            "denied" if value == [] else f"open: {', '.join(map(str, value if isinstance(value, list) else [value]))}"
        ]
    elif evidence.ending is Ending.EXITED and evidence.returns and evidence.returns[-1].failure:
        words = [f"exited, failure: {evidence.returns[-1].failure.kind}"]
    elif evidence.ending is Ending.EXITED and not evidence.returns and not evidence.output:
        words = ["exited without an answer"]
    elif evidence.ending is Ending.SIGNALLED:
        words = [evidence.sentence.removeprefix("was ")]
    if left := sum(map(len, (evidence.left.alive, evidence.left.zombies, evidence.left.names))):
        number = "some" if program.expected(level).get("some_left") else left
        words.append(f"{number} left over" if evidence.ending is Ending.EXITED else "")
    return ", ".join(filter(None, words))


def _document(programs: Sequence[Program], cells: dict[str, str]) -> Iterator[str]:
    keys = {tuple(key.split(" ", 1)[1].split(" ")) for key in cells}
    columns = sorted(keys, key=lambda column: (-int(column[0]), column[1]))
    yield _INTRODUCTION
    right = sum(not cell.startswith("✘") for cell in cells.values())
    yield f"{len(programs)} programs, {right} of {len(cells)} runs as they must be."
    wanted = {(str(level.value), identity) for level in Level for identity in ("root", "user")}
    if missing := sorted(f"L{level} {identity}" for level, identity in wanted - keys):
        yield f"The machine that wrote this cannot do {', '.join(missing)}; `grader doctor` says what that takes."
    for group in sorted({str(program.header["group"]) for program in programs}, key=_GROUPS.index):
        yield f"\n## {group.capitalize()}\n"
        yield f"| program | what it tries | {' | '.join(f'L{level} {identity}' for level, identity in columns)} |"
        yield f"|---|---|{'---|' * len(columns)}"
        for program in programs:
            if program.header["group"] == group:
                row = (cells.get(f"{program.name} {level} {identity}", "–") for level, identity in columns)
                yield f"| `{program.name}` | {program.tries} | {' | '.join(row)} |"
