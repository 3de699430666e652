# /// expected
# group = "work records"
# levels = [0, 1, 2, 3]
# workshop = true
# ending = "TAMPERED"
#
# [L0]
# ending = ["EXITED", "TAMPERED"]  # who was there is seen by looking, so nobody can be said not to have been there
# ///
"""Claims that a process which never was has done the work."""

import os

import workshop


def attack(**_):
    real = os.getpid
    os.getpid = lambda: 4242424
    workshop.work(1)
    os.getpid = real
    return "done"
