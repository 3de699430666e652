"""Between two schedules the folders of a run are put back to what they were, whatever the program did to them."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.languages.python.scheduling.folders import Folders


@pytest.fixture
def box(tmp_path):
    """A folder with a file and a folder in it."""
    (tmp_path / "task.py").write_text("x = 1\n")
    (tmp_path / "data").mkdir()
    return tmp_path


def content(folder):
    """Everything below a folder: path to text, None for a folder."""
    return {path: path.read_text() if path.is_file() else None for path in folder.rglob("*")}


def make_a_log(box):
    (box / "log.txt").write_text("1 0 A\n")


def make_folders(box):
    (box / "deep" / "deeper").mkdir(parents=True)
    (box / "deep" / "deeper" / "file").touch()


def link_to_a_folder(box):
    (box / "link").symlink_to(box / "data")


def change(box):
    with (box / "task.py").open("a") as file:
        file.write("y = 2\n")


def remove(box):
    (box / "task.py").unlink()


def put_a_link_in_its_place(box):
    remove(box)
    (box / "task.py").symlink_to("/etc/hostname")


@given(deeds=st.lists(st.sampled_from([make_a_log, change, remove]), unique=True))
def test_what_was_there_is_there_again(tmp_path_factory, deeds):
    box = tmp_path_factory.mktemp("box")
    (box / "task.py").write_text("x = 1\n")
    folders, before = Folders(str(box)), content(box)
    for _ in range(2):
        for deed in deeds:
            deed(box)
        folders.restore()
        assert content(box) == before


@pytest.mark.parametrize("deed", [make_folders, link_to_a_folder, put_a_link_in_its_place])
def test_folders_and_links_go_too_and_no_link_is_followed(box, deed):
    folders, before = Folders(str(box)), content(box)
    deed(box)
    folders.restore()
    assert content(box) == before
    assert not any(path.is_symlink() for path in box.rglob("*"))


def test_what_cannot_be_put_back_is_left(box, monkeypatch):
    folders = Folders(str(box))
    make_a_log(box)
    monkeypatch.setattr(os, "unlink", os.rmdir)  # which refuses a file
    folders.restore()
    assert (box / "log.txt").exists()
