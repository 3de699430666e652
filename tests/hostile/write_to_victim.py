# /// expected
# group = "writing"
# denied = true
# ///
"""Overwrites, truncates, renames, links and unlinks a file outside, and opens it in every way."""

import os

from trying import call, managed, put


def attack(victim, **_):
    return managed(
        write=lambda: put(victim, "owned"),
        append=lambda: open(victim, "a").write("owned"),
        read_and_write=lambda: open(victim, "r+b").write(b"owned"),
        truncate=lambda: os.truncate(victim, 0),
        rename=lambda: os.rename(victim, victim + "-gone"),
        move_here=lambda: os.rename(victim, "taken"),
        unlink=lambda: os.unlink(victim),
        hard_link=lambda: os.link(victim, "hard"),
        replace=lambda: os.replace("attack.py", victim),
        openat2=lambda: call(437, 437, -100, victim.encode(), (2).to_bytes(24, "little"), 24),
        make_folder=lambda: os.mkdir(victim + "-folder"),
        make_link=lambda: os.symlink("x", victim + "-link"),
        make_fifo=lambda: os.mkfifo(victim + "-fifo"),
    )
