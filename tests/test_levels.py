"""The levels as `grader doctor` shows them: each says what it gives and lacks, and one that does not work says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import SandboxError
from grader.model import Level
from grader.sandbox import kernel, landlock, levels
from grader.sandbox.levels import find_setting, probe_levels

LINUX = pytest.mark.skipif(not kernel.LINUX, reason="only Linux has more than one level")


@pytest.fixture
def nothing_works(monkeypatch):
    """A machine that refuses everything that is tried."""
    monkeypatch.setattr(levels, "_tried", lambda attempt: f"{getattr(attempt, '__name__', 'it')} was refused")


def works():
    return {report.level: report.works for report in probe_levels()}


def test_every_level_is_reported_strongest_first():
    assert [report.level for report in probe_levels()] == sorted(Level, reverse=True)


def test_a_report_is_coherent():
    for report in probe_levels():
        assert report.gives
        assert report.works == (report.why_not == "") == (report.remedy == "")


def test_only_the_strongest_level_lacks_nothing():
    assert [bool(report.missing) for report in probe_levels()] == [False, True, True, True]


def test_the_weakest_level_works_whatever_is_refused(nothing_works):
    assert [level for level, does in works().items() if does] == [Level.WATCHED]


@LINUX
def test_a_level_that_does_not_work_says_why_and_what_helps(nothing_works):
    for report in probe_levels()[:-1]:
        assert "was refused" in report.why_not
        assert report.remedy


@LINUX
def test_without_landlock_files_cannot_be_confined(monkeypatch):
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    report = next(report for report in probe_levels() if report.level is Level.CONFINED)
    assert report.why_not == "the kernel has no Landlock"


@LINUX
def test_without_control_groups_a_run_can_still_be_isolated(monkeypatch):
    tried = levels._tried
    monkeypatch.setattr(
        levels, "_tried", lambda attempt: "no groups" if attempt is levels._make_group else tried(attempt)
    )
    isolated = works()[Level.ISOLATED]
    assert find_setting(None).level is (Level.ISOLATED if isolated else Level.CONFINED)
    assert not works()[Level.CONTAINED]


def test_elsewhere_than_on_linux_processes_are_only_watched(monkeypatch):
    monkeypatch.setattr(kernel, "LINUX", False)
    assert works() == {level: level is Level.WATCHED for level in Level}
    assert {report.why_not for report in probe_levels()} == {"this is not Linux", ""}


def test_the_strongest_level_that_works_is_taken():
    assert find_setting(None).level is max(level for level, does in works().items() if does)


@LINUX
def test_a_level_that_is_wanted_and_does_not_work_is_an_error_with_a_remedy(nothing_works):
    with pytest.raises(SandboxError, match="level L2 isolated does not work here: ") as caught:
        find_setting(Level.ISOLATED)
    assert "user_namespaces" in caught.value.hint or "userns" in caught.value.hint


def test_watching_is_by_looking_and_else_only_where_it_is_wished():
    assert find_setting(Level.WATCHED).polling
    assert find_setting(None, polling=True).polling


@LINUX
def test_what_is_tried_leaves_this_process_as_it_was():
    before = rights()
    probe_levels()
    assert rights() == before


def rights():
    """Whether this process may gain privileges, and whether it is filtered."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return [line for line in lines if line.startswith(("NoNewPrivs", "Seccomp", "Cap", "NSpid"))]


@LINUX
def test_an_attempt_that_dies_is_told_by_its_status():
    assert levels._tried(lambda: exec("raise OSError(1, 'not allowed')")).endswith("not allowed")  # noqa: S102
    assert levels._tried(lambda: None) == ""


@pytest.mark.parametrize("mode", [0o755, 0o700])
def test_a_folder_is_reachable_when_every_folder_on_the_way_is(tmp_path, mode, monkeypatch):
    (tmp_path / "python").mkdir()
    (tmp_path / "python").chmod(mode)
    stat = levels.os.stat
    monkeypatch.setattr(
        levels.os, "stat", lambda path: stat("/") if not path.startswith(f"{tmp_path}/") else stat(path)
    )
    assert levels._reachable(str(tmp_path / "python")) is (mode == 0o755)
