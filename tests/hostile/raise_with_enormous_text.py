# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["EXITED", "TAMPERED"]
# failure = "raised"
# ///
"""Raises an exception with 64 MB of text, in a chain of causes."""


def attack(**_):
    try:
        raise ValueError("x" * (64 << 20))
    except ValueError as cause:
        raise TypeError("\x1b[31m<script>" * 1000) from cause
