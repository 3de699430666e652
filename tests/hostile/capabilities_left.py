# /// expected
# group = "kernel"
# denied = true
#
# [L1]
# allowed = ["only_to_reach_the_interpreter"]  # under root, where the interpreter lies in a folder closed to others
# ///
"""Looks for capabilities that it still has, or would have after an exec."""

from trying import managed

DAC_READ_SEARCH = 1 << 2


def attack(**_):
    return managed(
        any=lambda: left(lambda mask: mask & ~DAC_READ_SEARCH),
        only_to_reach_the_interpreter=lambda: left(lambda mask: mask == DAC_READ_SEARCH),
    )


def left(counts):
    with open("/proc/self/status") as status:
        lines = [line.split() for line in status if line.startswith(("CapInh", "CapPrm", "CapEff", "CapAmb"))]
    if not any(counts(int(mask, 16)) for _, mask in lines):
        raise OSError("none")
