"""The same with a named block of shared memory that holds the data too; workers get the edges of their slices."""

from array import array
from contextlib import contextmanager
from multiprocessing import Lock, Process
from multiprocessing.shared_memory import SharedMemory

from workshop import make, work


@contextmanager
def numbers_in(block):
    with block.buf.cast("q") as numbers:
        yield numbers


def count_slice(name, lock, bins, begin, end):
    block = SharedMemory(name)
    try:
        with numbers_in(block) as numbers:
            for index in range(bins + begin, bins + end):
                place = work(numbers[index]) % bins
                with lock:
                    numbers[place] = make(numbers[place] + 1)
    finally:
        block.close()


def edges_of_slices(items, workers):
    size, rest = divmod(items, workers)
    begin = 0
    for number in range(workers):
        end = begin + size + (number < rest)
        yield begin, end
        begin = end


def histogram(data, bins, workers):
    content = array("q", [0] * bins + data).tobytes()
    block, lock = SharedMemory(create=True, size=len(content)), Lock()
    try:
        block.buf[: len(content)] = content
        edges = list(edges_of_slices(len(data), workers))
        processes = [Process(target=count_slice, args=(block.name, lock, bins, *pair)) for pair in edges]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        if any(process.exitcode for process in processes):
            raise RuntimeError("a worker failed")
        with numbers_in(block) as numbers:
            return {"counts": list(numbers[:bins]), "shares": [end - begin for begin, end in edges]}
    finally:
        block.close()
        block.unlink()
