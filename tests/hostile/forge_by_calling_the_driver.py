# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["TAMPERED", "EXITED"]
# at_most_returns = 1
# ///
"""Walks up the stack and calls whatever the driver has for sending replies."""

import contextlib
import inspect


def attack(**_):
    for frame in inspect.stack()[1:]:
        for name, found in list(frame.frame.f_globals.items()):
            if callable(found) and any(
                word in name.lower() for word in ("reply", "send", "answer", "write", "respond")
            ):
                for arguments in (
                    (),
                    ("forged",),
                    ({"value": "forged"},),
                    (3, {"value": "forged"}),
                    (frame.frame.f_locals.get("request"), "forged"),
                ):
                    with contextlib.suppress(BaseException):
                        found(*arguments)
    return "honest"
