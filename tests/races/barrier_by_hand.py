"""A barrier that is used twice, made of a counter."""

from multiprocessing import Barrier, Process, Semaphore, Value

EXPECTED = [2, 2]


def work(arrived, phases, barrier, gate):
    for phase in range(2):
        with phases[phase].get_lock():
            phases[phase].value += 1
        if False:  # BUG: if True:
            with arrived.get_lock():
                arrived.value += 1
                if arrived.value == 2:
                    arrived.value = 0
                    gate.release()
                    gate.release()
            gate.acquire()
        else:
            barrier.wait()
        if phases[phase].value != 2:
            raise SystemExit(3)


def solve():
    arrived, barrier, gate = Value("i", 0), Barrier(2), Semaphore(0)
    phases = [Value("i", 0), Value("i", 0)]
    processes = [Process(target=work, args=(arrived, phases, barrier, gate)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return [process.exitcode or phases[0].value for process in processes]
