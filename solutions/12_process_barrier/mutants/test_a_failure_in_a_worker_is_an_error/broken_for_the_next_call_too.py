"""The barrier is kept for the next call with as many workers, and once broken it stays broken."""

import functools, multiprocessing as mp, os, signal, sys, threading
from multiprocessing.connection import wait
from workshop import work


_barrier_for = functools.lru_cache(mp.Barrier)


def _worker(number, rounds, dead, barrier, done):
    try:
        for round in range(rounds):
            work([number, round])
            with done.get_lock():
                done.value += 1
            if number == dead:
                os.kill(os.getpid(), signal.SIGKILL)
            barrier.wait()
    except threading.BrokenBarrierError:
        sys.exit(3)
    except BaseException:
        barrier.abort()
        raise


def _run(workers, rounds, dead=None):
    barrier = _barrier_for(workers)
    done = mp.Value("i", 0)
    processes = [mp.Process(target=_worker, args=(n, rounds, dead, barrier, done)) for n in range(workers)]
    for process in processes:
        process.start()
    running = {process.sentinel: process for process in processes}
    while running:
        for sentinel in wait(list(running)):
            process = running.pop(sentinel)
            process.join()
            if process.exitcode != 0:
                barrier.abort()
    failed = any(process.exitcode != 0 for process in processes)
    return done.value, failed


def phases(workers: int, rounds: int) -> int:
    done, failed = _run(workers, rounds)
    if failed:
        raise RuntimeError("a worker has failed")
    return done


def phases_with_casualty(workers: int, rounds: int, dead: int) -> None:
    _run(workers, rounds, dead)
    raise threading.BrokenBarrierError(f"worker {dead} has died")
