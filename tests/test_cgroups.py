"""Control groups of both versions, against a folder tree that looks like the kernel's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.sandbox import cgroups
from grader.sandbox.cgroups import Group


@pytest.fixture
def first(tmp_path):
    """A tree of version 1: a folder per controller."""
    for controller in ("memory", "pids", "cpuacct"):
        (tmp_path / controller).mkdir()
    return tmp_path


@pytest.fixture
def second(tmp_path, monkeypatch):
    """A tree of version 2, for root."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    (tmp_path / "cgroup.controllers").write_text("cpu memory pids\n")
    (tmp_path / "cgroup.subtree_control").touch()
    return tmp_path


def a_group(root):
    group = Group.create("run-1", root)
    group.limit(memory_mib=64, tasks=9)
    return group


def written(root):
    """Every file below a folder with what it says."""
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()}


def emptied(root):
    """The kernel's files go with their folder; here they have to be removed first."""
    for path in root.rglob("grader-*/*"):
        path.unlink()


def test_version_1_gets_its_limits_in_a_folder_per_controller(first):
    a_group(first)
    size = str(64 * 2**20)
    assert written(first) == {
        "memory/grader-run-1/memory.limit_in_bytes": size,
        "memory/grader-run-1/memory.memsw.limit_in_bytes": size,
        "pids/grader-run-1/pids.max": "9",
    }
    assert (first / "cpuacct" / "grader-run-1").is_dir()


def test_version_2_gets_its_limits_in_one_folder(second):
    a_group(second)
    assert {name: text for name, text in written(second).items() if "run-1" in name} == {
        "grader-run-1/memory.max": str(64 * 2**20),
        "grader-run-1/memory.swap.max": "0",
        "grader-run-1/pids.max": "9",
    }


def test_version_2_hands_the_controllers_down(second):
    a_group(second)
    assert (second / "cgroup.subtree_control").read_text() == "+memory +pids +cpu"


def test_an_ordinary_user_gets_a_group_beside_its_own_delegated_one(second, monkeypatch):
    read = Path.read_text
    own = "12:pids:/elsewhere\n0::/user.slice/delegated/leaf\n"
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(Path, "read_text", lambda path: own if str(path) == "/proc/self/cgroup" else read(path))
    (second / "user.slice" / "delegated" / "leaf").mkdir(parents=True)
    a_group(second)
    assert (second / "user.slice" / "delegated" / "grader-run-1").is_dir()


def test_a_machine_without_a_controller_is_an_error_and_nothing_stays(first):
    (first / "pids").rmdir()
    with pytest.raises(FileNotFoundError):
        a_group(first)
    assert list((first / "memory").iterdir()) == []


def test_a_group_of_the_same_name_is_an_error(first):
    a_group(first)
    emptied(first)
    with pytest.raises(FileExistsError):
        a_group(first)


def test_a_process_enters_through_every_folder_of_the_group(first):
    group = a_group(first)
    group.take_in(4711)
    assert [(folder / "cgroup.procs").read_text() for folder in group.folders.values()] == ["4711"] * 3


def test_a_process_enters_version_2_by_one_write(second):
    a_group(second).take_in(4711)
    assert (second / "grader-run-1" / "cgroup.procs").read_text() == "4711"


@pytest.mark.parametrize(("kills", "exceeded"), [(0, False), (2, True)])
def test_a_kill_for_want_of_memory_is_known(first, kills, exceeded):
    group = a_group(first)
    oom = group.folders["memory"] / "memory.oom_control"
    oom.write_text(f"oom_kill_disable 0\nunder_oom 0\noom_kill {kills}\n")
    assert group.memory_exceeded() is exceeded


@pytest.mark.parametrize(("kills", "exceeded"), [(0, False), (1, True)])
def test_a_kill_for_want_of_memory_is_known_in_version_2(second, kills, exceeded):
    group = a_group(second)
    (second / "grader-run-1" / "memory.events").write_text(f"low 0\nmax 3\noom 5\noom_kill {kills}\n")
    assert group.memory_exceeded() is exceeded


@pytest.mark.parametrize(("refused", "exceeded"), [(0, False), (4, True)])
def test_a_refused_task_is_known(first, refused, exceeded):
    group = a_group(first)
    (group.folders["pids"] / "pids.events").write_text(f"max {refused}\n")
    assert group.tasks_exceeded() is exceeded


def test_processor_time_is_in_seconds_in_both_versions(first):
    old = Group({"cpuacct": first / "cpuacct"}, unified=False)
    (first / "cpuacct" / "cpuacct.usage").write_text("2500000000\n")
    new = Group({"cpuacct": first / "pids"}, unified=True)
    (first / "pids" / "cpu.stat").write_text("usage_usec 2500000\nuser_usec 1\n")
    assert old.cpu_seconds() == new.cpu_seconds() == 2.5


def test_a_count_is_read_anew_each_time_and_closed_with_the_group(first):
    group = a_group(first)
    count = group.folders["pids"] / "pids.events"
    count.write_text("max 0\n")
    before = len(list(Path("/dev/fd").iterdir()))
    assert not group.tasks_exceeded()
    count.write_text("max 1\n")
    assert group.tasks_exceeded()
    emptied(first)
    group.remove()
    assert len(list(Path("/dev/fd").iterdir())) == before


def test_the_most_memory_is_in_mib_and_zero_where_nobody_counts(first):
    group = a_group(first)
    assert group.memory_mib() == 0.0
    (group.folders["memory"] / "memory.max_usage_in_bytes").write_text(str(3 * 2**20))
    assert group.memory_mib() == 3.0


def test_removal_takes_every_folder_and_may_be_repeated(first):
    group = a_group(first)
    emptied(first)
    group.remove()
    group.remove()
    assert not any(folder.exists() for folder in group.folders.values())


def test_removal_tries_again_while_the_kernel_still_counts_a_process(first, monkeypatch):
    group = a_group(first)
    waits = []
    monkeypatch.setattr(cgroups.time, "sleep", lambda seconds: (waits.append(seconds), emptied(first)))
    group.remove()
    assert waits
    assert not any(folder.exists() for folder in group.folders.values())


@pytest.mark.parametrize("tree", ["first", "second"])
def test_what_a_run_has_left_is_found_and_removed_by_name(tree, request):
    root = request.getfixturevalue(tree)
    a_group(root)
    assert cgroups.names(root) == ["run-1"]
    emptied(root)
    cgroups.remove_abandoned("run-1", root)
    assert cgroups.names(root) == []
