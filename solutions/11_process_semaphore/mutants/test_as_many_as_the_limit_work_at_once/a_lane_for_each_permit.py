"""Each job has its lane, so a slow one holds up all behind it, although other lanes are free."""

from multiprocessing import Lock, Process

from workshop import work


def child(job, lock):
    with lock:
        work(job)


def limited(jobs: list, limit: int) -> dict[str, list]:
    locks = [Lock() for _ in range(min(limit, len(jobs)))]
    children = []
    for i, job in enumerate(jobs):
        process = Process(target=child, args=(job, locks[i % len(locks)]))
        process.start()
        children.append(process)
    result = {"done": [], "failed": []}
    for job, process in zip(jobs, children):
        process.join()
        result["done" if process.exitcode == 0 else "failed"].append(job)
        process.close()
    return result
