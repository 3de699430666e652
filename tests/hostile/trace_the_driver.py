# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["EXITED", "TAMPERED", "SIGNALLED"]
# at_most_returns = 1
# ///
"""Traces and profiles the driver's own frames, and changes their local variables."""

import sys
import threading


def attack(**_):
    def spy(frame, event, argument):
        for name in list(frame.f_locals):
            if name in ("value", "result", "nonce", "reply"):
                frame.f_locals[name] = "forged"
        frame.f_trace_opcodes = True
        return spy

    frame = sys._getframe()
    while frame:
        frame.f_trace = spy
        frame = frame.f_back
    sys.settrace(spy)
    sys.setprofile(spy)
    threading.settrace(spy)
    return "honest"
