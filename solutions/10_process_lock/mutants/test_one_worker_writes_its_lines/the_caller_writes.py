"""The workers compose, and the caller writes the lines."""

from multiprocessing import Pool

from workshop import make, work


def compose(number, lines, width):
    return [(number, work("abcdefghijklmnopqrstuvwxyz"[number % 26]) * width) for _ in range(lines)]


def append_log(path, workers, lines, width):
    with Pool(workers) as pool:
        answers = pool.starmap(compose, [(number, lines, width) for number in range(workers)])
    with open(path, "a+") as log:
        log.seek(0)
        last = len(log.readlines())
        for answer in answers:
            for number, payload in answer:
                last = make(last + 1)
                log.write(f"{last} {number} {payload}\n")
    return last
