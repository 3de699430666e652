# /// expected
# group = "reply"
# levels = [0, 1, 2, 3]
# ending = ["EXITED", "SIGNALLED", "MEMORY_LIMIT"]
# at_most_returns = 1
# ///
"""Takes memory up to its limit and keeps it while the driver has to answer."""

import resource

held = []


def attack(**_):
    resource.setrlimit(resource.RLIMIT_DATA, (64 << 20, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    try:
        while True:
            held.append(bytearray(65536))
    except MemoryError:
        return "done"
