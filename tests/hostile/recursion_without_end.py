# /// expected
# group = "limits"
# levels = [0, 1, 2, 3]
# failure = "raised"
# failure_type = "RecursionError"
# ///
"""Calls itself until the interpreter gives up."""


def attack(**_):
    return attack_again()


def attack_again():
    return attack_again()
