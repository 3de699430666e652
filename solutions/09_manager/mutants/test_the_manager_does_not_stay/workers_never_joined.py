"""The caller waits for the workers' answers, but not for their ends."""

from multiprocessing import Manager, Process, SimpleQueue

from workshop import make, work


def count_words(texts, number, counts, by_worker, lock):
    mine = {}
    for text in texts:
        for word in text.split():
            key = work(word)
            with lock:
                counts[key] = make(counts.get(key, 0) + 1)
            mine[key] = mine.get(key, 0) + 1
    by_worker[number] = mine


def run(done, *arguments):
    try:
        count_words(*arguments)
        done.put(True)
    except Exception:
        done.put(False)


def word_count(texts, workers):
    done = SimpleQueue()
    with Manager() as manager:
        counts, by_worker, lock = manager.dict(), manager.dict(), manager.Lock()
        shares = [texts[number::workers] for number in range(workers)]
        processes = [
            Process(target=run, args=(done, share, number, counts, by_worker, lock))
            for number, share in enumerate(shares)
        ]
        for process in processes:
            process.start()
        if not all([done.get() for _ in processes]):
            raise RuntimeError("a worker failed")
        return {"counts": counts.copy(), "by_worker": [by_worker.get(number, {}) for number in range(workers)]}
