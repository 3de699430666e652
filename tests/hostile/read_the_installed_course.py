# /// expected
# group = "reading"
# denied = true
#
# [L1]
# allowed = ["names"]  # a folder of the interpreter can be listed only together with all that lies below it
# ///
"""Looks for hidden tests, solutions and the grader's own modules wherever Python keeps its packages."""

import os
import sys

from trying import managed, read


def attack(grader_folder, **_):
    places = {grader_folder, *(os.path.join(place, "site-packages/grader") for place in sys.path)}
    places |= {os.path.join(place, "grader") for place in sys.path}
    return managed(
        names=lambda: any_of(places, list_all),
        contents=lambda: any_of(places, read_all),
        by_import=lambda: __import__("grader.suite"),
    )


def any_of(places, attempt):
    if not any(attempt(place) for place in places):
        raise OSError("none")


def list_all(place):
    return [name for _, folders, files in os.walk(place) for name in folders + files]


def read_all(place):
    found = []
    for folder, _, files in os.walk(place):
        for name in files:
            try:
                found.append(read(os.path.join(folder, name)))
            except OSError:
                continue
    known = ("_course/exercises/01_secret/hidden/test_secret.py", "model.py", "suite/student.py", "sandbox/keeper.py")
    for name in known:
        try:
            found.append(read(os.path.join(place, name)))
        except OSError:
            continue
    print(found[:1])
    return found
