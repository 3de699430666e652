"""One read of the pipe is taken for the whole answer."""

import json
import os

from workshop import work


def work_together(shares):
    children = []
    for share in shares:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(reading)
                with os.fdopen(writing, "w") as pipe:
                    pipe.write(json.dumps([work(item) for item in share]))
                os._exit(0)
            except BaseException:
                os._exit(1)
        os.close(writing)
        children.append((pid, reading))
    answers = []
    for pid, reading in children:
        answers.append(os.read(reading, 65536))
        os.close(reading)
    codes = [os.waitpid(pid, 0)[1] for pid, _ in children]
    if any(codes):
        raise RuntimeError("a child failed")
    return [(pid, json.loads(text)) for (pid, _), text in zip(children, answers)]


def run_all(jobs):
    answers = work_together([[job] for job in jobs])
    return [{"job": job, "pid": pid, "result": results[0]} for job, (pid, results) in zip(jobs, answers)]


def sum_of_squares(n, workers):
    shares = [list(range(1 + worker, n + 1, workers)) for worker in range(workers)]
    return sum(sum(results) for _, results in work_together(shares))
