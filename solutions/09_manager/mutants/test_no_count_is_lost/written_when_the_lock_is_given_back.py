"""The new count is made under the lock, and sent to the manager a moment after it."""

from multiprocessing import Manager, Process

from workshop import make, work


def count_words(texts, number, counts, by_worker, lock):
    mine = {}
    for text in texts:
        for word in text.split():
            key = work(word)
            with lock:
                new = make(counts.get(key, 0) + 1)
            counts[key] = new
            mine[key] = mine.get(key, 0) + 1
    by_worker[number] = mine


def word_count(texts, workers):
    with Manager() as manager:
        counts, by_worker, lock = manager.dict(), manager.dict(), manager.Lock()
        shares = [texts[number::workers] for number in range(workers)]
        processes = [
            Process(target=count_words, args=(share, number, counts, by_worker, lock))
            for number, share in enumerate(shares)
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        if any(process.exitcode for process in processes):
            raise RuntimeError("a worker failed")
        return {"counts": counts.copy(), "by_worker": [by_worker.get(number, {}) for number in range(workers)]}
