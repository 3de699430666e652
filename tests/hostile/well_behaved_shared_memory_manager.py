# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# value = [5, 6]
# ///
"""SharedMemoryManager, which unlinks by itself."""

from multiprocessing.managers import SharedMemoryManager


def attack(**_):
    with SharedMemoryManager() as manager:
        return list(manager.ShareableList([5, 6]))
