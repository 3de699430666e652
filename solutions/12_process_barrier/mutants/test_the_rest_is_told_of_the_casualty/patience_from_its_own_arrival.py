"""Nobody notices the death: each loses patience nearly 2 s after it has come itself."""

import multiprocessing as mp, os, signal, sys, threading
from workshop import work


def _worker(number, rounds, dead, barrier, done):
    try:
        for round in range(rounds):
            work([number, round])
            with done.get_lock():
                done.value += 1
            if number == dead:
                os.kill(os.getpid(), signal.SIGKILL)
            barrier.wait(None if dead is None else 1.9)
    except threading.BrokenBarrierError:
        sys.exit(3)
    except BaseException:
        barrier.abort()
        raise


def _run(workers, rounds, dead=None):
    barrier = mp.Barrier(workers)
    done = mp.Value("i", 0)
    processes = [mp.Process(target=_worker, args=(n, rounds, dead, barrier, done)) for n in range(workers)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
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
