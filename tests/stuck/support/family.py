"""What these programs have in common; it is laid beside each of them."""

import multiprocessing


def started(target, *arguments):
    """Start a child process and return it."""
    process = multiprocessing.Process(target=target, args=arguments)
    process.start()
    return process
