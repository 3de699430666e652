"""The place of a run from outside: whatever student code makes of it, it is looked at safely and can be removed."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

import pytest

from grader.sandbox import box, views


@pytest.fixture
def folder(tmp_path):
    """An open folder, its descriptor, and something outside of it."""
    (tmp_path / "box").mkdir()
    (tmp_path / "outside.txt").write_text("secret")
    descriptor = os.open(tmp_path / "box", os.O_RDONLY | os.O_DIRECTORY)
    yield tmp_path / "box", descriptor
    os.close(descriptor)


def nest(folder, depth):
    """Make folders in each other, deeper than a path may be long."""
    here = os.open(folder, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        deeper = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)


# ---------------------------------------------------------------------------------------------- removal


def test_a_place_three_thousand_folders_deep_is_removed():
    top = Path(tempfile.mkdtemp())  # not in pytest's own place, which could not be removed if this fails
    nest(top, 3000)
    box.remove_folder(str(top))
    assert not top.exists()


def test_a_place_without_permissions_is_removed(tmp_path):
    (tmp_path / "run" / "a" / "b").mkdir(parents=True)
    (tmp_path / "run" / "a" / "b" / "file").touch(0o000)
    (tmp_path / "run" / "a" / "b").chmod(0)
    (tmp_path / "run" / "a").chmod(0)
    box.remove_folder(str(tmp_path / "run"))
    assert list(tmp_path.iterdir()) == []


def test_a_place_with_odd_names_is_removed(tmp_path):
    for name in (b"\xff\xfe", b"a\nb", b"-rf", b" ", b"x" * 255, b"*"):
        folder = tmp_path / "run" / os.fsdecode(name)
        folder.mkdir(parents=True)
        (folder / os.fsdecode(name)).touch()
    box.remove_folder(str(tmp_path / "run"))
    assert list(tmp_path.iterdir()) == []


def test_links_are_removed_and_never_followed(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").touch(0o640)
    (tmp_path / "run" / "folder").symlink_to(tmp_path / "other")
    (tmp_path / "run" / "file").symlink_to(tmp_path / "other" / "file")
    (tmp_path / "run" / "nowhere").symlink_to("missing")
    box.remove_folder(str(tmp_path / "run"))
    assert [path.name for path in tmp_path.rglob("*")] == ["other", "file"]
    assert (tmp_path / "other" / "file").stat().st_mode & 0o777 == 0o640


def test_pipes_and_sockets_are_removed(tmp_path, monkeypatch):
    (tmp_path / "run").mkdir()
    monkeypatch.chdir(tmp_path / "run")
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
    box.remove_folder(str(tmp_path / "run"))
    assert list(tmp_path.iterdir()) == []


def test_removal_of_what_is_not_there_or_no_folder_is_no_error(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("missing", "file", "link"):
        box.remove_folder(str(tmp_path / name))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link"]


def test_a_place_is_made_with_the_files_in_their_folders(tmp_path, monkeypatch):
    monkeypatch.setattr(box, "folder_named", lambda name: str(tmp_path / name))
    place = box.make_folder("run", {"a.py": b"x", "sub/b.txt": b"y"}, os.getuid(), os.getgid())
    assert Path(place.box, "sub", "b.txt").read_bytes() == b"y"
    assert Path(place.records).is_fifo()
    assert list(Path(place.temporary).iterdir()) == []


# ---------------------------------------------------------------------------------------------- reading


def test_a_file_is_read_as_text_wherever_it_lies_in_the_place(folder):
    path, descriptor = folder
    (path / "sub").mkdir()
    (path / "sub" / "log.txt").write_bytes(b"ok \xff")
    assert views.read_file(descriptor, "sub/log.txt") == "ok \\xff"


def test_only_the_beginning_of_a_large_file_is_read(folder):
    path, descriptor = folder
    (path / "log.txt").write_text("x" * 100)
    assert views.read_file(descriptor, "log.txt", limit=10) == "x" * 10


def test_what_is_not_there_is_no_file(folder):
    path, descriptor = folder
    (path / "sub").mkdir()
    assert views.read_file(descriptor, "missing") is None
    assert views.read_file(descriptor, "missing/log.txt") is None
    assert views.read_file(descriptor, "sub") is None


def test_no_link_is_followed_when_a_file_is_read(folder):
    path, descriptor = folder
    (path / "log.txt").symlink_to("../outside.txt")
    (path / "sub").symlink_to("..")
    assert views.read_file(descriptor, "log.txt") is None
    assert views.read_file(descriptor, "sub/outside.txt") is None


def test_a_pipe_is_not_waited_for(folder):
    path, descriptor = folder
    os.mkfifo(path / "log.txt")
    assert views.read_file(descriptor, "log.txt") is None


def test_a_device_is_not_read(folder):
    path, descriptor = folder
    if os.geteuid() != 0:
        pytest.skip("only root makes devices")
    os.mknod(path / "log.txt", 0o20666, os.makedev(1, 5))
    assert views.read_file(descriptor, "log.txt") is None


# ---------------------------------------------------------------------------------------------- names


def test_names_that_were_not_there_before_are_left(folder):
    path, descriptor = folder
    (path / "old").touch()
    before = views.names_left({"shm": descriptor}, owner=None)
    (path / "psm_1a2b").touch()
    assert views.names_left({"shm": descriptor}, owner=None, before=before) == ["/dev/shm/psm_1a2b"]


def test_names_of_other_users_are_not_ours(folder):
    path, descriptor = folder
    (path / "psm_1a2b").touch()
    assert views.names_left({"shm": descriptor}, owner=os.getuid()) == ["/dev/shm/psm_1a2b"]
    assert views.names_left({"shm": descriptor}, owner=os.getuid() + 1) == []


def test_message_queues_and_system_v_objects_are_names_as_well(folder, tmp_path):
    path, descriptor = folder
    (path / "queue").touch()
    (tmp_path / "table").write_text("       key      shmid perms\n  5   65536  600\n  6   65537  600\n")
    table = os.open(tmp_path / "table", os.O_RDONLY)
    assert views.names_left({"mqueue": descriptor, "sysv_shm": table}, owner=None) == [
        "/dev/mqueue/queue",
        "System V shm 65536",
        "System V shm 65537",
    ]
    os.close(table)


# ---------------------------------------------------------------------------------------------- room


@pytest.mark.parametrize("unlock", [False, True])
def test_disk_use_counts_files_and_folders_and_follows_nothing(folder, unlock):
    path, descriptor = folder
    (path / "sub").mkdir()
    (path / "sub" / "file").write_bytes(b"x" * 2**20)
    (path / "loop").symlink_to("..")
    size, count = views.disk_use([descriptor], unlock=unlock)
    assert 1.0 <= size < 1.1
    assert count == 3  # sub, the file, the link


def test_nothing_that_is_locked_hides_from_the_meter_of_its_owner(folder):
    path, descriptor = folder
    (path / "sub").mkdir()
    (path / "sub" / "file").write_bytes(b"x" * 2**20)
    (path / "sub").chmod(0)
    path.chmod(0)
    assert views.disk_use([descriptor], unlock=True)[0] >= 1.0


def test_a_link_in_place_of_a_folder_is_not_unlocked(folder):
    path, descriptor = folder
    (path.parent / "outside.txt").chmod(0o640)
    (path / "sub").symlink_to("../outside.txt")
    with pytest.raises(OSError, match="sub"):
        box.open_folder(descriptor, "sub", unlock=True)
    assert (path.parent / "outside.txt").stat().st_mode & 0o777 == 0o640


def test_folders_in_folders_are_all_counted(folder):
    path, descriptor = folder
    nest(path, 300)
    assert views.disk_use([descriptor], unlock=True)[1] == 300


def test_files_without_a_name_are_metered(tmp_path):
    with (tmp_path / "file").open("wb") as file:
        file.write(b"x" * 2**20)
        file.flush()
        before = views.nameless_mib([os.getpid()])
        (tmp_path / "file").unlink()
        assert views.nameless_mib([os.getpid()]) - before >= 1.0
