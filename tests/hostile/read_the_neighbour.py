# /// expected
# group = "neighbours"
# neighbour = true
# denied = true
# ///
"""Another run is under way: reads its files, its folder, its memory and its output."""

import glob
import os

from trying import managed, read


def attack(neighbour, temporary_folder, **_):
    return managed(
        box=lambda: first(glob.glob(f"{temporary_folder}/grader-run-*/box/secret.txt")),
        listing=lambda: boxes(temporary_folder),
        folder=lambda: print(read(f"/proc/{neighbour}/cwd/secret.txt")),
        root=lambda: os.listdir(f"/proc/{neighbour}/root/"),
        output=lambda: os.open(f"/proc/{neighbour}/fd/1", os.O_RDWR),
        environment=lambda: print(read(f"/proc/{neighbour}/environ")),
        memory=lambda: open(f"/proc/{neighbour}/mem", "rb").close(),
    )


def first(paths):
    own = os.path.realpath(".")
    for path in paths:
        if not path.startswith(own):
            print(read(path))
            return
    raise OSError("none")


def boxes(folder):
    if not [name for name in os.listdir(folder) if name.startswith("grader-run-")]:
        raise OSError("none")
