"""The sandbox through its door: what a job gives, how it ends, and that nothing comes in but what was wished."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from jobs import LEVELS, PYTHON, a_job, a_program

from grader.errors import SandboxError
from grader.evidence import decode
from grader.languages.python import workshop
from grader.model import Ending, Evidence, Level, Limits
from grader.sandbox import Job, open_sandbox, wire
from grader.suite import WorkPlan

ROOT = Path(__file__).parents[1]


@pytest.fixture(params=LEVELS)
def each(request):
    """A sandbox of each level that works here."""
    sandbox = open_sandbox(request.param)
    yield sandbox
    sandbox.close()


# ---------------------------------------------------------------------------------------------- a call


def test_a_call_gives_its_value_and_the_record_of_its_process(each):
    evidence = each.run(a_job("def solve(x): return {'twice': [x, x]}", arguments={"x": 7}, call="solve(7)"))
    assert [each.value for each in evidence.returns] == [{"twice": [7, 7]}]
    assert (evidence.ending, evidence.exit_code, evidence.level) == (Ending.EXITED, 0, each.level)
    assert [life.pid for life in evidence.processes] == [evidence.main]
    assert evidence.call == "solve(7)"


def test_a_call_that_is_repeated_returns_each_time_in_the_same_process(sandbox):
    evidence = sandbox.run(a_job("seen = []\ndef solve():\n    seen.append(1)\n    return len(seen)\n", repeat=3))
    assert [each.value for each in evidence.returns] == [1, 2, 3]
    assert len({each.descriptors for each in evidence.returns}) == 1


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_children_are_started_by_the_method_that_is_wished(sandbox, method):
    source = """
import multiprocessing
def work(queue, x):
    queue.put([x * x, multiprocessing.get_start_method()])
def solve(x):
    queue = multiprocessing.Queue()
    child = multiprocessing.Process(target=work, args=(queue, x))
    child.start()
    result = queue.get()
    child.join()
    return result
"""
    evidence = sandbox.run(a_job(source, start_method=method, arguments={"x": 3}))
    assert evidence.returns[0].value == [9, method], (evidence.sentence, evidence.errors)
    assert not evidence.returns[0].left
    assert not evidence.left


@pytest.mark.parametrize("way_out", ["return 1", "raise ValueError"])
def test_a_child_that_comes_out_of_the_call_is_recorded_and_ended(sandbox, way_out):
    source = f"import os\ndef solve():\n    if os.fork() == 0: {way_out}\n    return os.wait()[1]\n"
    beside = {"workshop.py": Path(workshop.__file__).read_bytes()}
    evidence = sandbox.run(a_job(source, beside=beside, environment=WorkPlan().environment()))
    child = evidence.processes[1]
    assert [(piece.pid, piece.step, piece.item) for piece in evidence.work] == [(child.pid, "escaped", "solve")]
    assert (evidence.returns[0].value, child.exit_code) == (1 << 8, 1)


@pytest.mark.parametrize(
    ("source", "kind", "type_name", "line"),
    [
        ("x = 1\ndef solve(:\n", "load", "SyntaxError", 2),
        ("\nimport nothing_of_this_name\n", "load", "ModuleNotFoundError", 2),
        ("def other(): pass\n", "missing", "AttributeError", 1),
        ("\n\ndef solve(x): return x\n", "signature", "TypeError", 3),
        ("def solve():\n    raise ValueError('no')\n", "raised", "ValueError", 2),
        ("def solve():\n    return {1, 2}\n", "value", "TypeError", None),
    ],
)
def test_a_call_that_fails_says_how_and_where(sandbox, source, kind, type_name, line):
    evidence = sandbox.run(a_job(source))
    failure = evidence.returns[0].failure
    assert (failure.kind, failure.type, failure.line) == (kind, type_name, line)
    assert failure.file == ("task.py" if line else "")
    assert evidence.ending is Ending.EXITED


def test_a_program_is_run_in_its_folder_and_its_output_is_kept(sandbox):
    evidence = sandbox.run(
        a_program("import os, sys\nprint(os.getcwd())\nprint('bad', file=sys.stderr)\nsys.exit(5)\n")
    )
    assert (evidence.output, evidence.errors, evidence.exit_code) == ("/box\n", "bad\n", 5)
    assert evidence.returns == ()


def test_a_program_that_does_not_exist_ends_as_a_shell_says_it(sandbox):
    evidence = sandbox.run(Job(files={}, command=("no-such-program",)))
    assert (evidence.exit_code, evidence.errors) == (127, "no-such-program: No such file or directory\n")


def test_files_that_are_asked_for_are_fetched_and_others_are_not(sandbox):
    source = (
        "import os\nopen('log.txt', 'w').write('done')\nopen('other.txt', 'w')\nos.symlink('log.txt', 'link.txt')\n"
    )
    evidence = sandbox.run(a_program(source, fetch=("log.txt", "link.txt", "missing.txt")))
    assert evidence.files == {"log.txt": "done"}


def test_a_run_does_not_see_the_files_of_the_run_before_it(each):
    each.run(a_program("open('left.txt', 'w')"))
    assert each.run(a_program("import os\nprint(os.listdir())")).output == "['main.py']\n"


def test_nothing_of_ours_is_imported_or_can_be(each):
    source = """
import sys
def solve():
    found = [name for name in sys.modules if name.partition(".")[0] in ("grader", "psutil")]
    try:
        import grader
    except ImportError:
        return found
"""
    assert [each.value for each in each.run(a_job(source)).returns] == [[]]


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "another"])
def test_the_workshop_is_the_file_that_lies_there(each, ours):
    source = """
import os, types, workshop
def places(code):
    inner = [part for part in code.co_consts if isinstance(part, types.CodeType)]
    return {code.co_filename}.union(*map(places, inner))
def solve():
    here = os.path.abspath("workshop.py")
    its = [getattr(each, "__wrapped__", each) for each in vars(workshop).values()]
    functions = [each for each in its if isinstance(each, types.FunctionType) and each.__module__ == "workshop"]
    found = {workshop.__file__, workshop.__spec__.origin}.union(*(places(each.__code__) for each in functions))
    return [found == {here}, open(here).read() == workshop.__loader__.get_source("workshop"), workshop.work(3)]
"""
    text = Path(workshop.__file__).read_bytes() if ours else b"def work(item): return 'another'"
    evidence = each.run(a_job(source, beside={"workshop.py": text}))
    assert [each.value for each in evidence.returns] == [[True, True, 9 if ours else "another"]]


@pytest.mark.parametrize("level", LEVELS)
def test_importing_leaves_nothing_in_the_folder(monkeypatch, level):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)  # launchers keep what they compile, unless we keep nothing
    source = "import os, helper\ndef solve(): return sorted(os.listdir())"
    with contextlib.closing(open_sandbox(level)) as sandbox:
        evidence = sandbox.run(a_job(source, beside={"helper.py": b""}))
    assert [each.value for each in evidence.returns] == [["helper.py", "task.py"]]


def test_the_environment_is_built_and_never_inherited(monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "abc")
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    sandbox = open_sandbox()
    try:
        source = "import json, os\nprint(json.dumps(dict(os.environ)))"
        seen = json.loads(sandbox.run(a_program(source, environment={"WISHED": "yes"})).output)
    finally:
        sandbox.close()
    assert seen.keys() - {"LC_CTYPE"} == {
        "HOME", "LANG", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "TMPDIR", "USER", "WISHED",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("source", "limits", "ending"),
    [
        ("import time\ntime.sleep(60)", {"wall_seconds": 0.2}, Ending.TIMED_OUT),
        ("while True: pass", {"cpu_seconds": 0.2}, Ending.CPU_LIMIT),
        ("x = bytearray(200 << 20)\nimport time\ntime.sleep(60)", {"memory_mib": 64}, Ending.MEMORY_LIMIT),
        ("import os\nwhile True:\n    os.write(1, b'x' * 4096)", {"output_kib": 64}, Ending.OUTPUT_LIMIT),
        ("import os, time\nfor _ in range(30): os.fork() or time.sleep(60)", {"processes": 10}, Ending.PROCESS_LIMIT),
        ("import os\nos.kill(os.getpid(), 11)", {}, Ending.SIGNALLED),
    ],
)
def test_what_ended_a_run_is_known(sandbox, source, limits, ending):
    assert sandbox.run(a_program(source, limits=Limits(**limits))).ending is ending


# ---------------------------------------------------------------------------------------------- looking instead


@pytest.mark.slow
def test_the_observer_that_only_looks_sees_what_lives_long_enough():
    source = """
import os
def solve():
    reader, writer = os.pipe()
    children = []
    for number in range(3):
        children.append(os.fork())
        if children[-1] == 0:
            os.read(reader, 1)
            os._exit(0)
    import time
    time.sleep(0.3)
    os.write(writer, b'xxx')
    return [os.waitpid(child, 0)[1] for child in children]
"""
    shapes = []
    for polling in (False, True):
        sandbox = open_sandbox(polling=polling)
        evidence = sandbox.run(a_job(source))
        sandbox.close()
        assert evidence.exact is not polling
        others = [(life.parent == evidence.main, life.orphaned, life.reaped is None) for life in evidence.processes[1:]]
        shapes.append((evidence.ending, evidence.exit_code, evidence.returns[0].value, others, evidence.left))
    assert shapes[0] == shapes[1]


# ---------------------------------------------------------------------------------------------- any program


def test_any_program_is_traced_where_it_is_with_what_it_has(tmp_path):
    (tmp_path / "task.py").write_text(
        "import os\nprint(os.environ['MINE'], input())\nos.fork() or os._exit(4)\nos.wait()\n"
    )
    source = f"""
from pathlib import Path
from grader.evidence import encode
from grader.model import Limits
from grader.sandbox.tracing import trace
Path("record").write_text(encode(trace([{PYTHON!r}, "task.py"], limits=Limits())))
"""
    environment = {"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), "MINE": "yes"}
    done = subprocess.run(
        [sys.executable, "-c", source],
        cwd=tmp_path,
        env=environment,
        input="hello\n",
        capture_output=True,
        text=True,
        check=True,
    )
    evidence = decode(Evidence, (tmp_path / "record").read_text())
    assert done.stdout == "yes hello\n"
    assert evidence.level is Level.WATCHED
    assert [life.exit_code for life in evidence.processes] == [0, 4]


# ---------------------------------------------------------------------------------------------- the end of a run

HELPER = """
import subprocess, sys, time
def solve(seconds):
    words = f"from multiprocessing.resource_tracker import main;main(0) if 0 else __import__('time').sleep({seconds})"
    subprocess.Popen([sys.executable, "-c", words])
    time.sleep(0.05)
    return 1
"""


def test_a_helper_that_ends_late_has_the_time_for_it(each):
    evidence = each.run(a_job(HELPER, arguments={"seconds": 0.5}, linger_seconds=0.0))
    assert evidence.left.alive == ()


@pytest.mark.slow
def test_a_helper_that_does_not_end_is_left_over(sandbox):
    evidence = sandbox.run(a_job(HELPER, arguments={"seconds": 60}, linger_seconds=0.0))
    assert len(evidence.left.alive) == 1


def test_who_is_ended_by_the_kernel_for_its_time_was_over_its_limit(sandbox):
    source = "import os, signal\ndef solve():\n    os.kill(os.getpid(), signal.SIGXCPU)\n"
    assert sandbox.run(a_job(source)).ending is Ending.CPU_LIMIT


def test_why_a_level_does_not_work_is_told_to_everybody_who_asks():
    ours, theirs = socket.socketpair()
    launcher = subprocess.Popen([sys.executable, "-c", ""])
    with theirs, contextlib.closing(open_sandbox(launcher=(launcher, ours))) as sandbox:
        wire.send(theirs, {"problem": "it does not work", "hint": "try another"})
        theirs.close()
        for _ in range(2):
            with pytest.raises(SandboxError, match="it does not work") as caught:
                _ = sandbox.level
            assert caught.value.hint == "try another"
