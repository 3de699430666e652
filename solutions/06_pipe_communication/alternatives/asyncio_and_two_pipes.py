"""The same with two pipes, one for each direction, and with asyncio for the programs."""

import asyncio
import os
from multiprocessing import Pipe, Process
from subprocess import PIPE

from workshop import make, work


class Partner(Process):
    def __init__(self, messages, replies, not_mine):
        super().__init__(daemon=True)
        self.messages, self.replies, self.not_mine = messages, replies, not_mine

    def run(self):
        for end in self.not_mine:
            end.close()
        try:
            while True:
                self.replies.send(work(self.messages.recv()))
        except EOFError:
            pass


def ping_pong(messages):
    there, to_child = Pipe(duplex=False)
    from_child, back = Pipe(duplex=False)
    child = Partner(there, back, [to_child, from_child])
    child.start()
    there.close()
    back.close()

    def ask(message):
        to_child.send(make(message))
        return from_child.recv()

    with from_child:
        try:
            return [ask(message) for message in messages]
        finally:
            to_child.close()
            child.join()


async def connected(commands, text):
    stages, reading = [], PIPE
    try:
        for command in commands:
            following, writing = os.pipe()
            try:
                stage = await asyncio.create_subprocess_exec(*command, stdin=reading, stdout=writing)
            except OSError:
                os.close(following)
                raise
            finally:
                os.close(writing)
                if reading != PIPE:
                    os.close(reading)
            stages.append(stage)
            reading = following
    except OSError:
        for stage in stages:
            stage.kill()
            await stage.wait()
        os.close(reading)
        raise
    output, _ = await asyncio.gather(asyncio.to_thread(read_all, reading), stages[0].communicate(text.encode()))
    return {"stdout": output, "statuses": [await stage.wait() for stage in stages]}


def read_all(reading):
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read().decode()


def pipeline(commands, text):
    return asyncio.run(connected(commands, text)) if commands else {"stdout": text, "statuses": []}
