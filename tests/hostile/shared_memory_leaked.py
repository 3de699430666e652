# /// expected
# group = "leftovers"
# value = "done"
# left_names = 1
# ///
"""Creates named shared memory and unlinks it nowhere; the tracker that would have done so is not told."""

from multiprocessing import resource_tracker, shared_memory


def attack(**_):
    memory = shared_memory.SharedMemory(create=True, size=4096)
    resource_tracker.unregister(memory._name, "shared_memory")
    memory.close()
    return "done"
