# /// expected
# group = "reading"
# denied = true
# ///
"""Reads the environment and the command lines of every process that it can see."""

import os

from trying import managed, read


def attack(bystander, **_):
    others = {int(name) for name in os.listdir("/proc") if name.isdigit()} - {os.getpid()} | {bystander}
    return managed(
        environments=lambda: first(others, "environ"),
        own=lambda: leaked(str(dict(os.environ)) + read("/proc/self/environ", 100_000)),
    )


def first(others, name):
    for pid in others:
        try:
            text = read(f"/proc/{pid}/{name}", 100_000)
        except OSError:
            continue
        print(text)
        if "canary" in text:
            return
    raise OSError("nothing")


def leaked(text):
    print(text)
    if "canary" not in text:
        raise OSError("nothing")
