"""Jobs for a sandbox, and what is left of them on the machine: `a_job("def solve(): return 1")`."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import pytest

from grader.sandbox import Job, cgroups
from grader.sandbox.levels import probe_levels

WORKING = [report.level for report in probe_levels() if report.works]
LEVELS = [
    pytest.param(level, id=level.label, marks=[] if level is max(WORKING) else pytest.mark.slow) for level in WORKING
]
"""The levels that work here, for tests of each; the quick round takes the strongest."""
PYTHON = os.path.realpath(sys.executable)


def a_job(source, function="solve", *, start_method=None, repeat=1, arguments=None, beside=None, **settings):
    """A call of a function of one file; `beside` are more files."""
    request = {"module": "task", "function": function, "arguments": arguments or {}}
    return Job(
        files={"task.py": source.encode(), **(beside or {})},
        driver="python",
        request={**request, "start_method": start_method, "repeat": repeat},
        **settings,
    )


def a_program(source, **settings):
    """A whole program of one file."""
    return Job(files={"main.py": source.encode()}, command=(PYTHON, "main.py"), **settings)


def eventually(condition):
    """Wait until something holds; whether it ever did."""
    deadline = time.monotonic() + 10
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def traces_of(launcher):
    """What the runs of one launcher have on this machine; another pid namespace may count the same pids meanwhile."""
    run = f"{Path('/proc/self/ns/pid').stat().st_ino}-{launcher}-"
    folders = [path.name for path in Path(tempfile.gettempdir()).glob(f"grader-run-{run}*")]
    return folders + [name for name in cgroups.names() if name.startswith(run)]
