"""The place a run lives in: a folder of its own, a folder for temporary files, and the pipe for records of work.

At the levels with namespaces it is a private root: an empty file system in memory, into which the interpreter and the
system's libraries are bound read-only, and which vanishes with its last process. At the weaker levels it is a folder
on disk, and has to be removed. `Place` names the parts for whoever must find them; nobody follows a link that student
code could have made.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import stat
import struct
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.model import Limits
from grader.sandbox import kernel

_NO_RIGHTS = kernel.MS_NOSUID | kernel.MS_NODEV
DEVICES = ("null", "zero", "full", "random", "urandom")
_ETC = {
    "passwd": "root:x:0:0::/:/bin/false\nstudent:x:{uid}:{gid}::/box:/bin/sh\n",
    "group": "root:x:0:\nstudent:x:{gid}:\n",
    "hosts": "127.0.0.1 localhost sandbox\n::1 localhost\n",  # without it Node cannot listen on localhost
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the parts of a run's place are, as its processes see them."""

    box: str
    """The submission's files, and the working directory."""
    temporary: str
    records: str
    """The named pipe that the workshop writes to."""


PRIVATE = Place(box="/box", temporary="/tmp", records="/run/records")


def build_private_root(readable: Iterable[str], hidden: Iterable[str], uid: int, gid: int) -> None:
    """Turn this process's mount namespace into a private root. Call it as pid 1 of new namespaces; raises OSError.

    `readable` are bound read-only; `hidden` are folders that must not be seen even if they lie within one of those.
    It is not done before `furnish_private_root`.
    """
    kernel.mount("", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount("tmpfs", "/tmp", "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=755")
    os.mkdir("/tmp/.host")
    kernel.pivot_root("/tmp", "/tmp/.host")
    os.chdir("/")
    for path in _outermost(readable):
        _bind(path)
    for device in DEVICES:
        _bind(f"/dev/{device}", writable=True)
    for path in hidden:
        if os.path.isdir(path):
            kernel.mount("tmpfs", path, "tmpfs", kernel.MS_RDONLY, "size=0,mode=755")
    for name, target in (("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
        os.symlink(target, f"/dev/{name}")
    os.makedirs("/proc")
    kernel.mount("proc", "/proc", "proc", _NO_RIGHTS | kernel.MS_NOEXEC)
    os.mkdir("/dev/mqueue")
    with contextlib.suppress(OSError):  # a kernel may lack message queues
        kernel.mount("mqueue", "/dev/mqueue", "mqueue", _NO_RIGHTS | kernel.MS_NOEXEC)
    os.makedirs("/etc", exist_ok=True)
    for name, text in _ETC.items():
        Path("/etc", name).write_text(text.format(uid=uid, gid=gid))
    os.mkdir("/run")
    kernel.unmount("/.host")
    os.rmdir("/.host")


def furnish_private_root(files: Mapping[str, bytes], limits: Limits, uid: int, gid: int) -> None:
    """Give a private root what one run needs: its files, its room on disk, its kernel objects. Raises OSError."""
    room = f"size={limits.disk_mib}m,nr_inodes={limits.inodes}"
    for folder, mode, extra in (("/box", "755", 0), ("/tmp", "1777", 0), ("/dev/shm", "1777", kernel.MS_NOEXEC)):
        os.makedirs(folder, exist_ok=True)
        kernel.mount("tmpfs", folder, "tmpfs", _NO_RIGHTS | extra, f"{room},mode={mode}")
    _furnish(PRIVATE, files, uid, gid)
    kernel.mount_read_only("/", recursive=False)
    _make_private_kernel_objects(limits.memory_mib)


def _outermost(paths: Iterable[str]) -> list[str]:
    wanted = list(dict.fromkeys(paths))
    return [path for path in wanted if not any(path != other and path.startswith(other + "/") for other in wanted)]


def _bind(path: str, *, writable: bool = False) -> None:
    """Show a path of the host at the same place; a link stays a link, what does not exist stays away."""
    source = "/.host" + path
    if not os.path.lexists(source):
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.islink(source):
        os.symlink(os.readlink(source), path)
        return
    if os.path.isdir(source):
        os.makedirs(path, exist_ok=True)
    else:
        Path(path).touch()
    kernel.mount(source, path, "", kernel.MS_BIND | kernel.MS_REC)
    if not writable:
        kernel.mount_read_only(path, kernel.MOUNT_ATTR_RDONLY | kernel.MOUNT_ATTR_NOSUID | kernel.MOUNT_ATTR_NODEV)


def _make_private_kernel_objects(memory_mib: int) -> None:
    """Name the host, bring up the loopback interface and cap System V memory; each as far as we are let."""
    with contextlib.suppress(OSError):
        socket.sethostname("sandbox")
    with contextlib.suppress(OSError), socket.socket() as any_socket:
        fcntl.ioctl(any_socket, kernel.SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", kernel.IFF_UP_RUNNING))
    with contextlib.suppress(OSError):
        Path("/proc/sys/kernel/shmall").write_text(str((memory_mib << 20) // os.sysconf("SC_PAGE_SIZE")))


def make_folder(name: str, files: Mapping[str, bytes], uid: int, gid: int) -> Place:
    """Make a place on disk for a run at a level without a private root; `name` tells whose it is. Raises OSError."""
    top = folder_named(name)
    os.mkdir(top, 0o711)
    place = Place(f"{top}/box", f"{top}/tmp", f"{top}/records")
    os.mkdir(place.box)
    os.mkdir(place.temporary, 0o700)
    _furnish(place, files, uid, gid)
    if uid != os.getuid():
        os.chown(place.temporary, uid, gid)
    return place


def folder_named(name: str) -> str:
    """Where `make_folder` puts the run of that name."""
    return os.path.join(tempfile.gettempdir(), f"grader-run-{name}")


def _furnish(place: Place, files: Mapping[str, bytes], uid: int, gid: int) -> None:
    for name, content in files.items():
        path = Path(place.box, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o755)
    if uid != os.getuid():
        for folder, _, names in os.walk(place.box):
            for owned in (folder, *(os.path.join(folder, name) for name in names)):
                os.chown(owned, uid, gid)
    os.mkfifo(place.records)
    os.chmod(place.records, 0o622)


def remove_folder(top: str) -> None:
    """Remove a place from disk whatever student code made of it: deep, without permissions, with names of any bytes.

    Goes by descriptors, one folder at a time, so that neither depth nor the length of a path is a limit; links are
    removed, never followed. What cannot be removed is left.
    """
    try:
        here = os.open(top, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return
    if os.fstat(here).st_uid != os.geteuid():  # somebody else laid it there
        os.close(here)
        return
    below: list[str] = []
    while True:
        deeper = _empty(here)
        if deeper is not None:
            below.append(deeper)
            following = open_folder(here, deeper, unlock=True)
        elif below:
            following = os.open("..", os.O_RDONLY | os.O_DIRECTORY, dir_fd=here)
            os.rmdir(below.pop(), dir_fd=following)
        else:
            break
        os.close(here)
        here = following
    os.close(here)
    os.rmdir(top)


def _empty(folder: int) -> str | None:
    """Remove what can be removed at once; the name of a folder in it that is not empty, or None."""
    os.fchmod(folder, 0o700)
    for name in os.listdir(folder):
        if not stat.S_ISDIR(os.lstat(name, dir_fd=folder).st_mode):
            os.unlink(name, dir_fd=folder)
            continue
        try:
            os.rmdir(name, dir_fd=folder)
        except OSError:
            return name
    return None


def open_folder(parent: int, name: str, *, unlock: bool) -> int:
    """Open a folder of a folder, and no link; `unlock` one that its owner may not read. Raises OSError."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
    try:
        return os.open(name, flags, dir_fd=parent)
    except PermissionError:
        if not unlock or not kernel.LINUX:
            raise
    path = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)
    try:
        os.chmod(f"/proc/self/fd/{path}", 0o700)  # by name, it might be a link by now
    finally:
        os.close(path)
    return os.open(name, flags, dir_fd=parent)
