"""The same without a manager: a process keeps the dictionary, and who has the lock talks to it through a pipe."""

from multiprocessing import Lock, Pipe, Process, SimpleQueue

from workshop import make, work


def keep(pipe):
    counts = {}
    while (message := pipe.recv()) is not None:
        word, count = message
        if count is not None:
            counts[word] = count
        else:
            pipe.send(counts.get(word, 0))
    pipe.send(counts)
    pipe.close()


def count_words(texts, number, pipe, lock, answers):
    mine, failure = {}, None
    try:
        for text in texts:
            for word in text.split():
                key = work(word)
                with lock:
                    pipe.send((key, None))
                    pipe.send((key, make(pipe.recv() + 1)))
                mine[key] = mine.get(key, 0) + 1
    except Exception as error:
        failure = error
    answers.put((number, failure or mine))


def word_count(texts, workers):
    ours, theirs = Pipe()
    lock, answers = Lock(), SimpleQueue()
    keeper = Process(target=keep, args=(theirs,))
    processes = [Process(target=count_words, args=(texts[i::workers], i, ours, lock, answers)) for i in range(workers)]
    for process in [keeper, *processes]:
        process.start()
    theirs.close()
    found = dict(answers.get() for _ in processes)
    for process in processes:
        process.join()
    ours.send(None)
    counts = ours.recv()
    keeper.join()
    ours.close()
    for answer in found.values():
        if isinstance(answer, Exception):
            raise answer
    return {"counts": counts, "by_worker": [found[number] for number in range(workers)]}
