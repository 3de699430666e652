# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# start_methods = ["fork", "spawn", "forkserver"]
# value = [200, [0, 1, 2, 3]]
# ///
"""Value, Array and their locks."""

import multiprocessing


def attack(**_):
    total, row = multiprocessing.Value("i", 0), multiprocessing.Array("i", 4)
    processes = [multiprocessing.Process(target=count, args=(total, row, number)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [total.value, list(row)]


def count(total, row, number):
    for _ in range(50):
        with total.get_lock():
            total.value += 1
    row[number] = number
