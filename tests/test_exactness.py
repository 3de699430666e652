"""What there was when main ended is known exactly, not sampled; and so is every child, however short its life."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from jobs import WORKING

from grader.model import Ending, Level, Limits
from grader.sandbox import Job, open_sandbox

EXACT_LEVELS = [
    pytest.param(level, id=level.label, marks=[] if level is max(WORKING) else pytest.mark.slow)
    for level in (Level.CONTAINED, Level.ISOLATED, Level.CONFINED)
]
"""The quick round takes the strongest that works here."""

SCENARIOS = {
    "five zombies": (
        """
for _ in range(5):
    if os.fork() == 0:
        os._exit(0)
while open("/proc/self/task/%d/children" % os.getpid()).read().count(" ") < 5 or zombies() < 5:
    time.sleep(0.001)
""",
        (5, 0),
    ),
    "clean": (
        """
for _ in range(5):
    if os.fork() == 0:
        os._exit(0)
for _ in range(5):
    os.wait()
""",
        (0, 0),
    ),
    "two orphans": (
        """
for _ in range(2):
    if os.fork() == 0:
        time.sleep(5)
""",
        (0, 2),
    ),
    "a child that dies right after main": (
        """
reader, writer = os.pipe()
if os.fork() == 0:
    os.close(writer)
    os.read(reader, 1)
    os._exit(0)
""",
        (0, 1),
    ),
    "the library's resource tracker": (
        """
from multiprocessing import shared_memory
memory = shared_memory.SharedMemory(create=True, size=10)
memory.close()
memory.unlink()
""",
        (0, 0),
    ),
    "a daemon": (
        """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(5)
    os._exit(0)
os.wait()
""",
        (0, 1),
    ),
    "killed by itself": (
        """
if os.fork() == 0:
    os._exit(0)
while zombies() < 1:
    time.sleep(0.001)
os.kill(os.getpid(), 9)
""",
        (1, 0),
    ),
    "segmentation fault": (
        """
import ctypes
if os.fork() == 0:
    os._exit(0)
while zombies() < 1:
    time.sleep(0.001)
ctypes.string_at(0)
""",
        (1, 0),
    ),
}
AT_ONCE = 6
"""How many runs one sandbox has at a time: most of a run is waiting for whatever may still end."""
PREFIX = """
import os, time

def zombies():
    \"\"\"How many of my children have ended: looked at, never reaped.\"\"\"
    own = str(os.getpid())
    count = 0
    for name in os.listdir("/proc"):
        try:
            fields = open(f"/proc/{name}/stat").read().rpartition(")")[2].split() if name.isdigit() else []
        except OSError:
            continue
        count += fields[:2] == ["Z", own]
    return count
"""


@pytest.fixture(scope="module", params=EXACT_LEVELS)
def sandbox(request):
    if request.param not in WORKING:
        pytest.skip(f"{request.param.label} does not work here")
    sandbox = open_sandbox(request.param)
    yield sandbox
    sandbox.close()


def leftovers(sandbox, source):
    """How many zombies and how many living were there when main ended."""
    job = Job(
        files={"scenario.py": (PREFIX + source).encode()},
        driver="python",
        request={"module": "scenario", "function": None, "arguments": {}, "start_method": None, "repeat": 1},
        limits=Limits(wall_seconds=10),
        linger_seconds=0.0,
    )
    evidence = sandbox.run(job)
    assert evidence.ending in (Ending.EXITED, Ending.SIGNALLED), (evidence.sentence, evidence.errors)
    assert evidence.exact
    return len(evidence.at_exit.zombies), len(evidence.at_exit.alive)


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_left_when_main_ends_is_known(sandbox, name):
    source, expected = SCENARIOS[name]
    assert leftovers(sandbox, source) == expected


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_left_when_main_ends_is_known_forty_times_out_of_forty(sandbox, name):
    source, expected = SCENARIOS[name]
    assert leftovers(sandbox, source) == expected
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert list(pool.map(partial(leftovers, sandbox), [source] * 39)) == [expected] * 39


@pytest.mark.parametrize("children", [50, pytest.param(500, marks=pytest.mark.slow)])
def test_every_short_lived_child_is_recorded_with_its_true_exit_code(sandbox, children):
    source = f"""
import os
for number in range({children}):
    if os.fork() == 0:
        os._exit(number % 256)
    os.wait()
"""
    job = Job(
        files={"main.py": source.encode()},
        command=(os.path.realpath(sys.executable), "main.py"),
        limits=Limits(wall_seconds=20),
    )
    evidence = sandbox.run(job)
    lives = [life for life in evidence.processes if life.pid != evidence.main]
    assert [life.exit_code for life in lives] == [number % 256 for number in range(children)]
    assert all(life.reaped is not None for life in lives)
