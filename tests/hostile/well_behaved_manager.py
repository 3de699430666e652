# /// expected
# group = "well-behaved"
# levels = [0, 1, 2, 3]
# limits = { wall_seconds = 15.0, memory_mib = 512 }
# start_methods = ["fork", "spawn", "forkserver"]
# value = [{"a" = 2}, [1, 2], 3]
# ///
"""Manager: dict, list, Namespace, Lock and Queue."""

import multiprocessing


def attack(**_):
    with multiprocessing.Manager() as manager:
        words, rows, space, lock = manager.dict(), manager.list(), manager.Namespace(), manager.Lock()
        space.total = 0
        processes = [multiprocessing.Process(target=add, args=(words, rows, space, lock, number)) for number in (1, 2)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        return [dict(words), sorted(rows), space.total]


def add(words, rows, space, lock, number):
    with lock:
        words["a"] = words.get("a", 0) + 1
        space.total += number
    rows.append(number)
