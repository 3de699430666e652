"""A search through schedules that is ended at any moment leaves nothing: no process, no file, no shared memory."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest
from jobs import LEVELS
from nursed import Nursed

if not sys.platform.startswith("linux"):
    pytest.skip("adopting orphans needs Linux", allow_module_level=True)

KILLS = int(os.environ.get("GRADER_KILLS", "2"))
"""How often each search is ended; with 50 it takes some minutes."""
LASTING_SECONDS = 1.0
"""How long after the first process of its sandbox it is ended at the latest; its schedules take minutes."""
SOURCE = """
import os
from multiprocessing import Lock, Process, shared_memory

MAKE

def add(name, lock, increments):
    memory = shared_memory.SharedMemory(name)
    for _ in range(increments):
        with lock:
            memory.buf[0] = make(memory.buf[0] + 1)
    memory.close()

def count(workers=2, increments=1):
    lock = Lock()
    memory = shared_memory.SharedMemory(f"SHARED-{os.getpid()}", create=True, size=64)
    processes = [Process(target=add, args=(memory.name, lock, increments)) for _ in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    value = memory.buf[0]
    memory.close()
    memory.unlink()
    return value

if __name__ == "__main__":
    print(count())
"""
"""It counts right whatever the schedule, so no search has a reason to end; and it makes what could be left behind."""
SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, 137)]


def assert_nothing_is_left(folder, words, number, status, make="from workshop import make"):
    """Of a search with these words, in a folder with the source, whenever it is ended."""
    chance, shared = Random(number), f"grader-test-{uuid4().hex}"
    source = SOURCE.replace("SHARED", shared).replace("MAKE", make)
    for kill in range(KILLS):
        (folder / str(kill)).mkdir()
        (folder / str(kill) / "shared_value.py").write_text(source)
        with contextlib.closing(Nursed(folder / str(kill), *words)) as grader:
            grader.wait_until(grader.sleepers)
            time.sleep(chance.uniform(0, LASTING_SECONDS))  # any moment will do
            assert grader.tell(number)[1] == status, grader.output()
            assert grader.left_on_disk() == []
            assert [path.name for path in Path("/dev/shm").glob(f"{shared}*")] == []


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), SIGNALS)
@pytest.mark.parametrize("level", LEVELS)
def test_a_check_that_explores_leaves_nothing(tmp_path, level, number, status):
    words = ["check", "07", "--level", str(level.value), "--schedules", "5000"]
    assert_nothing_is_left(tmp_path, words, number, status)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), SIGNALS)
def test_a_hunt_leaves_nothing(tmp_path, number, status):
    words = ["hunt", "--schedules", "5000", "shared_value.py"]
    assert_nothing_is_left(tmp_path, words, number, status, make="make = int")
