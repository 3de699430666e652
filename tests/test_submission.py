"""What a student hands in is read whatever it is packed in; what counts is the folder of the main file."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import socket
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packing import CODE, EXERCISE, MAIN, PACKERS, every_packer, read, refused, tarred, unpacked, zipped

from grader import submission
from grader.errors import SubmissionError
from grader.submission import Submission, own_file

# ------------------------------------------------------------------------------------------- reading


@every_packer
def test_files_are_read_from_whatever_they_are_packed_in(tmp_path, pack):
    files = {MAIN: CODE, "helper.py": b"x = 1", "data/größe 漢.txt": b"\xff\0"}
    assert read(pack(tmp_path / "in", files)).files == files


@pytest.mark.parametrize("mode", ["w:", "w:gz", "w:bz2", "w:xz"])
@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_a_tar_may_be_of_any_kind_under_any_name(tmp_path, mode, form):
    files = {MAIN: CODE, "a/" * 12 + "n" * 90: b"more than the 100 characters of a plain header"}
    assert read(tarred(tmp_path / "handed in", files, mode, form)).files == files


def test_a_zip_may_have_names_in_utf8_without_saying_so(tmp_path):
    packed = zipped(tmp_path / "in.zip", {MAIN: CODE, "größe": b""})
    data = bytearray(packed.read_bytes())
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(start) + flags + 1] &= ~0x08
    packed.write_bytes(data)
    assert set(read(packed).files) == {MAIN, "größe"}


def test_a_zip_may_have_names_in_the_code_page_of_dos(tmp_path):
    packed = zipped(tmp_path / "in.zip", {MAIN: CODE, "gr__e": b""})
    packed.write_bytes(packed.read_bytes().replace(b"gr__e", "größe".encode("cp437")))
    assert set(read(packed).files) == {MAIN, "größe"}


def test_a_tar_may_be_packed_by_lzma_or_in_several_streams_with_padding(tmp_path):
    plain = tarred(tmp_path / "plain", {MAIN: CODE}).read_bytes()
    for packed in (
        lzma.compress(plain, lzma.FORMAT_ALONE),
        gzip.compress(plain[:700]) + gzip.compress(plain[700:]) + b"\0" * 3,
        bz2.compress(plain[:700]) + bz2.compress(plain[700:]) + b"not a stream",
    ):
        (tmp_path / "packed").write_bytes(packed)
        assert read(tmp_path / "packed").files == {MAIN: CODE}


def test_a_tar_from_before_tars_were_marked_is_read(tmp_path):
    block = bytearray(tarred(tmp_path / "plain", {MAIN: CODE}, "w:").read_bytes())
    block[257:265] = bytes(8)
    block[148:156] = b"%06o\0 " % (sum(block[:148]) + 8 * 32 + sum(block[156:512]))
    (tmp_path / "old").write_bytes(block)
    assert read(tmp_path / "old").files == {MAIN: CODE}


def test_single_files_belong_together(tmp_path):
    unpacked(tmp_path / "in", {MAIN: CODE, "helper.py": b"x"})
    got = read(tmp_path / "in" / MAIN, tmp_path / "in/helper.py")
    assert got.files == {MAIN: CODE, "helper.py": b"x"}


@pytest.mark.parametrize("name", ["my answer (1).py", "json.py", "._x.py"])
def test_a_single_python_file_is_the_main_file_whatever_its_name(tmp_path, name):
    (tmp_path / name).write_bytes(CODE)
    assert read(tmp_path / name).files == {MAIN: CODE}


def test_a_python_file_is_never_taken_for_an_archive(tmp_path):
    (tmp_path / MAIN).write_bytes(b"BZh = 1\n")
    assert read(tmp_path / MAIN).files == {MAIN: b"BZh = 1\n"}


@every_packer
@pytest.mark.parametrize("root", ["top/", "./", "ada-main/exercises/05_queue_communication/"])
def test_the_folder_of_the_main_file_is_the_root(tmp_path, pack, root):
    files = {root + MAIN: CODE, root + "data/x.txt": b"1"}
    other = {} if root == "./" else {"README.md": b"", "json.py": b""}
    got = read(pack(tmp_path / "in", {**files, **other}))
    assert got.files == {MAIN: CODE, "data/x.txt": b"1"}


@every_packer
@pytest.mark.parametrize(
    "name",
    [
        ".git/config",
        "__pycache__/x.cpython-311.pyc",
        "__MACOSX/._x",
        "._" + MAIN,
        ".DS_Store",
        "Icon\r",
        ".venv/lib/json.py",
        "hidden/test_queue_communication.py",
        MAIN + "~",
        "." + MAIN + ".swp",
        ".idea/x",
        "top/.mypy_cache/x",
        "workshop.py",
    ],
)
def test_what_tools_leave_behind_is_passed_over(tmp_path, pack, name):
    assert read(pack(tmp_path / "in", {MAIN: CODE, name: b"x"})).files == {MAIN: CODE}


def test_what_is_passed_over_may_be_a_link_or_huge(tmp_path, monkeypatch):
    monkeypatch.setattr(submission, "MAX_BYTES", 100)
    folder = unpacked(tmp_path / "in", {MAIN: CODE, ".git/pack": b"x" * 1000, ".venv/bin/x": b""})
    (folder / ".venv/bin/python").symlink_to("/usr/bin/python3")
    (folder / ".#lock").symlink_to("ada@laptop.1234")
    assert read(folder).files == {MAIN: CODE}


# ------------------------------------------------------------------------------------------- the main file


@every_packer
def test_a_missing_main_file_says_what_is_expected_and_what_was_found(tmp_path, pack):
    files = {f"part{number}.py": b"" for number in range(7)}
    said = refused(pack(tmp_path / "in", files))
    assert said == f"{MAIN} is missing; found part0.py, part1.py, part2.py, part3.py, part4.py, and 2 more"


def test_an_empty_folder_says_that_nothing_was_found(tmp_path):
    assert refused(unpacked(tmp_path / "in", {".git/x": b""})) == f"{MAIN} is missing; found nothing"


@every_packer
def test_a_main_file_in_several_folders_is_refused(tmp_path, pack):
    said = refused(pack(tmp_path / "in", {f"a/{MAIN}": CODE, f"b/{MAIN}": CODE}))
    assert said == f"{MAIN} is there more than once; found a/{MAIN}, b/{MAIN}"


def test_a_path_that_is_not_there_is_named(tmp_path):
    assert refused(tmp_path / "no\x1bthing") == f"{tmp_path}/no\\x1bthing: cannot be read: No such file or directory"


def test_ones_own_file_is_here_or_else_in_the_course(tmp_path, monkeypatch):
    here, there = tmp_path / "here" / MAIN, tmp_path / "05_queue_communication" / MAIN
    exercise = replace(EXERCISE, folder=str(there.parent))
    here.parent.mkdir()
    monkeypatch.chdir(here.parent)
    with pytest.raises(SubmissionError, match=rf"there is no {MAIN} in .*here or .*05_queue_communication"):
        own_file(exercise)
    unpacked(there.parent, {MAIN: CODE})
    assert own_file(exercise) == there
    here.write_bytes(CODE)
    assert own_file(exercise) == own_file(exercise, here.parent) == here


# ------------------------------------------------------------------------------------------- on disk


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.symlink_to("/etc/passwd"), "a symbolic link"),
        (lambda path: path.symlink_to("/"), "a symbolic link"),
        (lambda path: path.symlink_to("nowhere"), "a symbolic link"),
        (os.mkfifo, "a named pipe"),
        (lambda path: socket.socket(socket.AF_UNIX).bind(os.path.relpath(path)), "a socket"),
    ],
    ids=["link", "link to a folder", "dangling link", "pipe", "socket"],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_only_files_and_folders_on_disk_are_read(tmp_path, make, said, monkeypatch):
    folder = unpacked(tmp_path / "in", {MAIN: CODE})
    monkeypatch.chdir(folder)
    make(folder / "odd.py")
    assert f"odd.py is {said}" in refused(folder)
    assert f"odd.py: is {said}" in refused(folder / "odd.py")


def test_a_device_is_not_read():
    assert refused(Path("/dev/zero")) == "/dev/zero: is a device; only plain files and folders are read"


def test_a_file_that_becomes_a_link_while_it_is_read_is_not_followed(tmp_path, monkeypatch):
    folder = unpacked(tmp_path / "in", {MAIN: CODE})
    real = os.open

    def swapped(path: str | Path, flags: int, **keywords: int) -> int:
        if path == MAIN:
            (folder / MAIN).unlink()
            (folder / MAIN).symlink_to("/etc/passwd")
        return real(path, flags, **keywords)

    monkeypatch.setattr(os, "open", swapped)
    assert f"{MAIN}: cannot be read" in refused(folder)


# ------------------------------------------------------------------------------------------- the digest


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.binary(), max_size=4))
def test_the_digest_does_not_depend_on_the_order(files):
    backwards = dict(reversed(list(files.items())))
    assert Submission(files).digest == Submission(backwards).digest


def test_the_digest_tells_names_from_contents():
    digests = {
        Submission(files).digest
        for files in ({}, {"a": b""}, {"b": b""}, {"a": b"b"}, {"ab": b""}, {"a": b"", "b": b""}, {"a": b"\0b"})
    }
    assert len(digests) == 7


def test_the_digest_does_not_depend_on_the_packing(tmp_path):
    files = {MAIN: CODE, "a/b.txt": b"1"}
    submissions = [read(pack(tmp_path / pack.__name__, files)) for pack in PACKERS]
    assert len({got.digest for got in submissions}) == 1
