"""The same with a named block of shared memory, which each worker opens by its name, and a semaphore for a lock."""

from multiprocessing import Process, Semaphore
from multiprocessing.shared_memory import SharedMemory

from workshop import make


class Worker(Process):
    def __init__(self, name_of_block, turn, increments):
        super().__init__()
        self.name_of_block = name_of_block
        self.turn = turn
        self.increments = increments

    def run(self):
        block = SharedMemory(self.name_of_block)
        try:
            for _ in range(self.increments):
                with self.turn:
                    numbers = block.buf.cast("q")
                    try:
                        numbers[0] = make(numbers[0] + 1)
                    finally:
                        numbers.release()
        finally:
            block.close()


def count(workers, increments):
    block = SharedMemory(create=True, size=8)
    try:
        block.buf[:8] = bytes(8)
        turn = Semaphore(1)
        processes = [Worker(block.name, turn, increments) for _ in range(workers)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        if any(process.exitcode for process in processes):
            raise RuntimeError("a worker failed")
        return int.from_bytes(block.buf[:8], "little", signed=True)
    finally:
        block.close()
        block.unlink()
