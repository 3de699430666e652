"""What the grader costs: each figure is a ratio to a bare `python3 -c` that does the same call, measured in turn."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import psutil
import pytest
from pairs import BARE_SECONDS, PYTHON, ROOT, TASK, paired, seconds_of, told

from grader.model import Ending, Limits
from grader.sandbox import Job, open_sandbox

CALL = Job(
    files={"task.py": TASK.encode()},
    driver="python",
    request={"module": "task", "function": "solve", "arguments": {"x": 7}, "start_method": "fork", "repeat": 1},
)
(REFERENCE,) = (ROOT / "solutions").glob("05_*/*.py")


@pytest.fixture
def sandbox():
    """The strongest sandbox that works here, and warm."""
    sandbox = open_sandbox()
    sandbox.run(CALL)
    yield sandbox
    sandbox.close()


def check(*words):
    """Run `grader check 05` as a program; gives what it printed."""
    command = [sys.executable, "-m", "grader", "check", "05", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_sandboxed_and_recorded_call(sandbox, capsys):
    def call():
        seconds = seconds_of(lambda: records.append(sandbox.run(CALL)))
        assert records[-1].returns[0].value == 49
        return seconds

    records = []
    seconds, ratio = paired(call, rounds=25)
    told(capsys, f"sandboxed call: {ratio:.2f} of a bare call, {1000 * seconds:.0f} ms (at most 0.60)")
    assert ratio <= 0.60


def test_the_time_before_the_first_sandboxed_call(tmp_path, capsys):
    file = tmp_path / REFERENCE.name
    file.write_text(REFERENCE.read_text() + "\nimport time\nprint('loaded at', time.monotonic(), flush=True)\n")

    def first_call():
        began = time.monotonic()
        grade = json.loads(check(str(file), "--json"))
        outputs = [record["output"] for each in grade["checks"] for record in each["evidence"]]
        return min(float(output.split()[2]) for output in outputs) - began

    seconds, ratio = paired(first_call, rounds=7)
    bar = 0.35 / BARE_SECONDS
    told(capsys, f"first sandboxed call: after {ratio:.1f} bare calls, {seconds:.2f} s (at most {bar:.1f}: 0.35 s)")
    assert ratio <= bar


def test_a_whole_check_of_the_reference(capsys):
    seconds, ratio = paired(lambda: seconds_of(lambda: check("--solution")), rounds=5)
    bar = 1.5 / BARE_SECONDS
    told(capsys, f"grader check 05 --solution: {ratio:.1f} bare calls, {seconds:.2f} s (at most {bar:.1f}: 1.5 s)")
    assert ratio <= bar


@pytest.mark.timeout(600)
def test_a_thousand_calls_leave_the_grader_and_the_launcher_as_they_were(sandbox, capsys):
    ours = {"grader": psutil.Process(), "launcher": psutil.Process(sandbox._launcher.pid)}
    sizes = {name: [] for name in ours}
    for number in range(1000):
        assert sandbox.run(CALL).ending is Ending.EXITED
        if number % 50 == 49:
            for name, process in ours.items():
                sizes[name].append((process.memory_info().rss / 2**20, process.num_fds()))
    for name, seen in sizes.items():
        growth = seen[-1][0] - seen[3][0]  # the first two hundred calls are warming up
        told(
            capsys,
            f"{name} after 1,000 calls: {growth:+.2f} MiB (at most 1), {seen[-1][1] - seen[3][1]:+d} descriptors",
        )
        assert growth <= 1
        assert len({descriptors for _, descriptors in seen}) == 1


FORKS = """
import os, time
began = time.perf_counter()
for number in range(500):
    if os.fork() == 0:
        os._exit(0)
    os.wait()
print(time.perf_counter() - began)
"""


def test_forks_under_the_recorder(sandbox, capsys):
    job = Job(files={"main.py": FORKS.encode()}, command=(PYTHON, "main.py"), limits=Limits(wall_seconds=60))
    ratios, extra = [], []
    for _ in range(5):
        evidence = sandbox.run(job)
        assert len(evidence.processes) == 501
        recorded = float(evidence.output)
        bare = float(subprocess.run([PYTHON, "-c", FORKS], capture_output=True, check=True).stdout)
        ratios.append(recorded / bare)
        extra.append((recorded - bare) / 500)
    ratio, each = sorted(ratios)[2], sorted(extra)[2]
    told(capsys, f"500 forks recorded: {ratio:.1f} of 500 bare forks, {1000 * each:.2f} ms more each (at most 3.0)")
    assert ratio <= 3.0
