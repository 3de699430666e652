"""No name in a submission leads out of it, hides, comes twice, or takes the place of a module that is needed."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

import pytest
from packing import CODE, MAIN, add, both_archives, every_packer, read, refused, tarred, unpacked, zipped


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "//x", "../x.py", "a/../../x.py", "a/..", "a\\..\\x.py", "\\x", "C:/x.py", "c:x.py", ".git/../x"],
)
@both_archives
def test_a_name_that_leads_out_is_refused(tmp_path, pack, name):
    assert "is not a path inside" in refused(pack(tmp_path / "in", {MAIN: CODE, name: b""}))


@every_packer
@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("a\x1b[2J.py", "a\\x1b[2J.py"),
        ("two\nlines.py", "two\\nlines.py"),
        ("gnp.\u202eyp.txt", "gnp.\\u202eyp.txt"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\x7f", "\\x7f"),
    ],
)
def test_a_name_that_cannot_be_seen_is_refused_and_shown(tmp_path, pack, name, seen):
    assert f"{seen} has characters" in refused(pack(tmp_path / "in", {MAIN: CODE, name: b""}))


def test_a_name_that_is_no_utf8_is_refused_and_shown(tmp_path):
    unpacked(tmp_path / "in", {MAIN: CODE})
    (tmp_path / "in" / os.fsdecode(b"caf\xe9.py")).write_bytes(b"")
    assert "caf\\udce9.py has characters" in refused(tmp_path / "in")
    assert "caf\\udce9.py has characters" in refused(tarred(tmp_path / "t", {"caf\udce9.py": b""}))


def test_a_nul_in_a_zip_name_is_refused_and_does_not_cut_it(tmp_path):
    packed = zipped(tmp_path / "in.zip", {MAIN: CODE, "evil.py_.txt": b""})
    packed.write_bytes(packed.read_bytes().replace(b"evil.py_.txt", b"evil.py\0.txt"))
    assert "evil.py\\x00.txt has characters" in refused(packed)


@every_packer
def test_a_name_that_is_too_long_is_refused(tmp_path, pack):
    assert "too long a name" in refused(pack(tmp_path / "in", {MAIN: CODE, "x" * 201: b""}))


@both_archives
@pytest.mark.parametrize("name", ["d/" * 10_000 + "x.py", "x" * 60_000], ids=["deep", "long"])
def test_an_absurd_name_is_refused_in_a_short_line(tmp_path, pack, name):
    refused(pack(tmp_path / "in", {MAIN: CODE, name[: 60_000 if pack is zipped else 15_000]: b""}))


def test_a_very_deep_folder_on_disk_is_refused_without_walking_it(tmp_path):
    (tmp_path / "in").mkdir()
    folder = os.open(tmp_path / "in", os.O_DIRECTORY)
    for _ in range(2000):
        os.mkdir("d", dir_fd=folder)
        inner = os.open("d", os.O_DIRECTORY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)
    assert "lies too deep" in refused(tmp_path / "in")
    flatten(tmp_path / "in")


def flatten(folder: Path) -> None:
    """Take a very deep folder away again, which the standard library cannot do in every version."""
    while (folder / "d").is_dir():
        (folder / "d").rename(folder.parent / "next")
        folder.rmdir()
        (folder.parent / "next").rename(folder)


@every_packer
@pytest.mark.parametrize(
    "name",
    [
        "json.py",
        "JSON.py",
        "queue/__init__.py",
        "multiprocessing/x/y.py",
        "json.cpython-311-x86_64-linux-gnu.so",
        "_signal.so",
        "conftest.py",
        "sitecustomize.py",
        "usercustomize.py",
        "__main__.py",
        "grader/model.py",
        "psutil.py",
    ],
)
def test_a_name_that_takes_the_place_of_a_needed_module_is_refused(tmp_path, pack, name):
    assert f"{name} would take the place of" in refused(pack(tmp_path / "in", {MAIN: CODE, name: b""}))


@every_packer
def test_a_name_that_hides_no_module_is_kept(tmp_path, pack):
    files = {MAIN: CODE, "json.txt": b"", "own/json.py": b"", "jsonx.py": b""}
    assert read(pack(tmp_path / "in", files)).files == files


@pytest.mark.parametrize(
    ("one", "other"), [("a.txt", "A.txt"), ("straße", "STRASSE"), ("é.py", "e\u0301.py"), ("a", "A/b")]
)
@both_archives
def test_names_that_are_one_on_some_systems_are_refused(tmp_path, pack, one, other):
    assert "is there twice" in refused(pack(tmp_path / "in", {MAIN: CODE, one: b"", other: b""}))


@pytest.mark.parametrize(
    ("one", "other"), [("a.txt", "a.txt"), ("a.txt", "./a.txt"), ("a", "a/b"), ("a/b", "a"), ("a", "a/")]
)
def test_a_name_that_comes_twice_is_refused(tmp_path, one, other):
    with tarfile.open(tmp_path / "in.tar", "w") as archive:
        for name in (MAIN, one, other):
            add(archive, name, type=tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE)
    assert "is there twice" in refused(tmp_path / "in.tar")


def test_a_name_that_comes_twice_in_a_zip_is_refused(tmp_path):
    packed = zipped(tmp_path / "in.zip", {MAIN: CODE, "a1": b"", "a2": b""})
    packed.write_bytes(packed.read_bytes().replace(b"a2", b"a1"))
    assert "a1 is there twice" in refused(packed)


def test_two_paths_with_one_file_are_refused(tmp_path):
    one, other = (unpacked(tmp_path / name, {MAIN: CODE}) for name in ("one", "other"))
    assert f"{MAIN} is there twice" in refused(one / MAIN, other / MAIN)
