"""Every hostile program gets the verdict it must get, at every level, and leaves nothing behind.

Set HOSTILE_TABLE to a path to have the table of programs × levels written there as Markdown.
"""

from __future__ import annotations

import os
from itertools import chain, count
from pathlib import Path
from tempfile import mkdtemp

import pytest
from ahead import Ahead, chosen
from builders import a_failure, a_run
from busy import slowness
from hostile_programs import CANARY, all_programs, compile_c, complaints, is_late
from hostile_stage import Stage, StageError
from hostile_table import Table
from jobs import WORKING

from grader.evidence import decode
from grader.model import Ending, Evidence, Leftovers, Level
from grader.sandbox.plan import job_to_wire

PROGRAMS = all_programs()
WELL_BEHAVED = [program for program in PROGRAMS if program.header["group"] == "well-behaved"]
IDENTITIES = ("root", "user") if os.geteuid() == 0 else ("user",)
QUICK = {
    "fork_bomb.py",
    "memory_bomb.py",
    "daemon_double_fork_setsid.py",
    "write_to_victim.py",
    "forge_and_exit.py",
    "well_behaved_queue.py",
}
"""What the quick round runs, at the strongest level that works here."""
STRONGEST = max(WORKING)
AT_ONCE = 2
"""How many run at a time, each on a stage of its own: some only wait for their limits."""
ANSWER_SECONDS = 60


class Stages:
    """Stages of each identity, started when one more is needed, or another after one has died."""

    def __init__(self, worker_number: int) -> None:
        self._numbers = count(worker_number * 1000)
        self._free: dict[str, list[Stage]] = {identity: [] for identity in IDENTITIES}

    def ask(self, identity: str, request: dict) -> dict:
        """What a stage answers on which nothing else is running."""
        stage = self._free[identity].pop() if self._free[identity] else Stage(identity, next(self._numbers))
        if reason := stage.lacking[str(request["level"])]:
            self._free[identity].append(stage)
            pytest.skip(reason)
        try:
            answer = stage.ask(request, ANSWER_SECONDS)
        except StageError:
            stage.close()
            raise
        self._free[identity].append(stage)
        return answer

    def close(self) -> None:
        for stage in chain(*self._free.values()):
            stage.close()


@pytest.fixture(scope="session")
def stages(worker_number):
    stages = Stages(worker_number)
    yield stages
    stages.close()


@pytest.fixture(scope="module")
def came_to(request, stages, tmp_path_factory):
    """What a program came to at a level under an identity, with each start method, and what is wrong with it."""
    folder = tmp_path_factory.mktemp("built")

    def run_all(program, level, identity):
        built = compile_c(program.source, Path(mkdtemp(dir=folder))) if program.name.endswith(".c") else b""
        return [(method, *run(program, method, level, identity, stages, built)) for method in program.methods]

    cases = [case for case in chosen(request, "program", "level", "identity") if not case[0].missing()]
    with Ahead(run_all, cases, AT_ONCE) as came_to:
        yield came_to


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
                    quick = program.name in QUICK and level is STRONGEST
                    marks = [] if quick else [pytest.mark.slow]
                    yield pytest.param(
                        program, level, identity, marks=marks, id=f"{program.name}-L{level.value}-{identity}"
                    )


def run(program, method, level, identity, stages, built):
    """The evidence of one run, and what is wrong with it. One that was merely late is tried again, at most twice."""
    request = {"level": level.value, "job": job_to_wire(program.job(method, {}, built))}
    expected, traces = program.expected(level), []
    for _ in range(3):
        answer = stages.ask(identity, request)
        evidence = decode(Evidence, answer["evidence"])
        traces += answer["traces"]
        if not is_late(expected, evidence):
            break
        if "within_seconds" in expected:
            expected = {**expected, "within_seconds": program.expected(level)["within_seconds"] * slowness()}
    return evidence, [*complaints(expected, evidence, answer["noticed"]), *traces]


@pytest.mark.parametrize(("program", "level", "identity"), list(matrix()))
def test_a_hostile_program_gets_its_verdict_and_leaves_nothing(program, level, identity, came_to, table):
    if reason := program.missing():
        table.note(program, level, identity, reason, wrong=False)
        pytest.skip(reason)
    try:
        answers = came_to(program, level, identity)
    except StageError as error:
        table.note(program, level, identity, str(error), wrong=True)
        raise
    for method, evidence, wrong in answers:
        table.add(program, level, identity, evidence, wrong)
        said = [f"start method {method}", evidence.errors[-2000:], str(evidence.returns)[:2000]]
        assert not wrong, "\n".join([*wrong, *said])
        assert evidence.level is level


def test_the_corpus_is_large_enough():
    assert len([program for program in PROGRAMS if program.header["group"] != "well-behaved"]) >= 70


@pytest.mark.parametrize("program", WELL_BEHAVED, ids=lambda program: program.name)
def test_well_behaved_programs_run_everywhere(program):
    assert program.levels == tuple(sorted(Level, reverse=True))


@pytest.mark.parametrize(
    ("expected", "run"),
    [
        ({}, {"ending": Ending.TIMED_OUT}),
        ({"ending": ["PROCESS_LIMIT", "TIMED_OUT"]}, {}),
        ({"within_seconds": 1.0}, {"seconds": 1.5}),
        ({"exit_code": 3}, {}),
        ({"signal": "SIGTERM"}, {"ending": Ending.SIGNALLED, "signal": 9}),
        ({"output": "42"}, {"output": "41"}),
        ({"value": 42}, {"value": 41}),
        ({"value": 42}, {"failure": a_failure()}),
        ({"value": 42}, {"returns": ()}),
        ({"failure": "value"}, {"value": 41}),
        ({"failure": "value"}, {"failure": a_failure()}),
        ({"failure_type": "OSError"}, {"failure": a_failure()}),
        ({"never": "forged"}, {"value": "forged"}),
        ({"no_value": True}, {"value": None}),
        ({"denied": True}, {"value": ["kill"]}),
        ({"denied": True, "allowed": ["read"]}, {"value": ["kill", "read"]}),
        ({"denied": True}, {"failure": a_failure()}),
        ({}, {"left": Leftovers(alive=(3,))}),
        ({}, {"left": Leftovers(names=("/dev/shm/x",))}),
        ({"left_alive": 1}, {}),
        ({"some_left": True}, {}),
        ({"at_exit_zombies": 1}, {}),
        ({"returned_zombies": 1}, {}),
        ({"children": 1}, {}),
        ({}, {"output": f"{CANARY}-hidden"}),
        ({}, {"value": [f"{CANARY}-hidden"]}),
        ({}, {"files": {"up.txt": "root:x:0:0"}}),
        ({}, {"errors": "\udc80"}),
    ],
)
def test_the_judge_of_this_corpus_notices(expected, run):
    assert complaints(expected, a_run(**run), {})


def test_the_judge_of_this_corpus_notices_what_happened_outside():
    assert complaints({}, a_run(), {"signals": [10]})
    assert not complaints({"reaches": ["signals"]}, a_run(), {"signals": [10]})


def test_the_judge_of_this_corpus_is_content_with_a_good_run():
    assert complaints({"value": 1, "denied": False, "exit_code": 0}, a_run(value=1), {}) == []
