"""The child's function is local, so it cannot be named to a fresh interpreter."""

from multiprocessing import Manager, Process

from workshop import make, work


def word_count(texts, workers):
    with Manager() as manager:
        counts, by_worker, lock = manager.dict(), manager.dict(), manager.Lock()

        def count_words(number):
            mine = {}
            for text in texts[number::workers]:
                for word in text.split():
                    key = work(word)
                    with lock:
                        counts[key] = make(counts.get(key, 0) + 1)
                    mine[key] = mine.get(key, 0) + 1
            by_worker[number] = mine

        processes = [Process(target=count_words, args=(number,)) for number in range(workers)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        if any(process.exitcode for process in processes):
            raise RuntimeError("a worker failed")
        return {"counts": counts.copy(), "by_worker": [by_worker[number] for number in range(workers)]}
