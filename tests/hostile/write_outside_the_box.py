# /// expected
# group = "writing"
# denied = true
# ///
"""Writes into the system's folders, a home, the grader's folder and a folder that is open to everyone."""

import os

from trying import managed


def attack(outside, grader_folder, **_):
    places = {
        "open_to_all": outside,
        "grader": grader_folder,
        "etc": "/etc",
        "usr": "/usr",
        "var_tmp": "/var/tmp",
        "root": "/",
        "proc_sys": "/proc/sys/kernel",
        "cgroup": "/sys/fs/cgroup",
        "above": "..",
    }
    return managed(**{name: lambda place=place: create(place) for name, place in places.items()})


def create(place):
    path = os.path.join(place, f"made-{os.getpid()}")
    with open(path, "w") as file:
        file.write("x")
    os.unlink(path)
