"""Every hostile program gets the verdict it must get, at every level, and leaves nothing behind.

Set HOSTILE_TABLE to a path to have the table of programs × levels written there as Markdown.
"""

from __future__ import annotations

import os

import pytest
from hostile_programs import Program, all_programs, compile_c, complaints
from hostile_stage import Stage, StageError
from hostile_table import Table

from grader.evidence import decode
from grader.model import Evidence, Level
from grader.sandbox.plan import job_to_wire

PROGRAMS = all_programs()
IDENTITIES = ("root", "user") if os.geteuid() == 0 else ("user",)
QUICK = {
    "fork_bomb.py",
    "memory_bomb.py",
    "daemon_double_fork_setsid.py",
    "write_to_victim.py",
    "forge_and_exit.py",
    "well_behaved_queue.py",
}
ANSWER_SECONDS = 60


class Stages:
    """One stage for each identity, started when it is first needed and again after it has died."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._open: dict[str, Stage] = {}

    def ask(self, identity: str, request: dict) -> dict:
        if identity not in self._open:
            self._open[identity] = Stage(identity, self._number)
        if reason := self._open[identity].lacking[str(request["level"])]:
            pytest.skip(reason)
        try:
            return self._open[identity].ask(request, ANSWER_SECONDS)
        except StageError:
            self._open.pop(identity).close()
            raise

    def close(self) -> None:
        for stage in self._open.values():
            stage.close()


@pytest.fixture(scope="session")
def stages(worker_number):
    stages = Stages(worker_number)
    yield stages
    stages.close()


@pytest.fixture(scope="session")
def worker_number(request):
    return int(getattr(request.config, "workerinput", {}).get("workerid", "gw0").removeprefix("gw"))


@pytest.fixture(scope="session")
def table(tmp_path_factory):
    path = os.environ.get("HOSTILE_TABLE")
    table = Table(PROGRAMS, tmp_path_factory.getbasetemp(), path)
    yield table
    table.write()


def matrix():
    for level in sorted(Level, reverse=True):
        for identity in IDENTITIES:
            for program in PROGRAMS:
                if level in program.levels:
                    quick = program.name in QUICK
                    marks = [] if quick else [pytest.mark.slow]
                    yield pytest.param(
                        program, level, identity, marks=marks, id=f"{program.name}-L{level.value}-{identity}"
                    )


@pytest.mark.parametrize(("program", "level", "identity"), list(matrix()))
def test_a_hostile_program_gets_its_verdict_and_leaves_nothing(program, level, identity, stages, table, tmp_path):
    if reason := program.missing():
        table.note(program, level, identity, reason, wrong=False)
        pytest.skip(reason)
    built = compile_c(program.source, tmp_path) if program.name.endswith(".c") else b""
    for method in program.methods:
        try:
            answer = stages.ask(identity, {"level": level.value, "job": job_to_wire(program.job(method, {}, built))})
        except StageError as error:
            table.note(program, level, identity, str(error), wrong=True)
            raise
        evidence = decode(Evidence, answer["evidence"])
        wrong = [*complaints(program.expected(level), evidence, answer["noticed"]), *answer["traces"]]
        assert evidence.level is level
        table.add(program, level, identity, evidence, wrong)
        assert not wrong, "\n".join(
            [*wrong, f"start method {method}", evidence.errors[-2000:], str(evidence.returns)[:2000]]
        )


def test_the_corpus_is_large_enough():
    assert len([program for program in PROGRAMS if program.header["group"] != "well-behaved"]) >= 70


@pytest.mark.parametrize(
    "program",
    [program for program in PROGRAMS if program.header["group"] == "well-behaved"],
    ids=lambda program: program.name,
)
def test_well_behaved_programs_run_everywhere(program):
    assert isinstance(program, Program)
    assert program.levels == tuple(sorted(Level, reverse=True))
