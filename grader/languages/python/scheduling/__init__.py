"""The controlled scheduler, inside the student's processes: one thread of the whole family runs at a time.

Theory of operation. Whoever wants to know what schedules do to a program sends *plans*. For each of them main, which
runs no student code then, forks a process for the call and performs one schedule on it:

    main: performance ── conductor ── strategy         knows who is where, and decides who goes on
       │  one connection per thread
    the call, its children, their threads: turn        announce what they are about to do, and wait for the token

`hunting` goes through the plans, keeps the `rooms` tidy between them, and replies with what `telling` says of each.
`performance` moves messages, and asks the process table (`family`) about those who do not speak. `conductor` is a pure
state machine of `entities`, and asks its strategy (`strategies`) whom to choose.

In the student's processes `parts` puts everything in place: `importing`, `source` and `memory` announce accesses to
shared memory; `semaphores`, `processes`, `pipes`, `threads`, `files`, `servers` and `clock` stand in for the library's
calls; `starting` takes all of it along into children that are not forked; `scripts` runs a whole script. They speak by
`turn`.

A run that is *stirred* has the same subject and the same points, but no conductor (`stirring`): each point is a short
wait by chance (`noise`).

All of this runs where student code can reach it, so it decides nothing: what it says can be a lie, and is judged
outside, where a run counts only by the value that came back.
"""

from __future__ import annotations

from grader.languages.python.scheduling.hunting import hunt

__all__ = ["hunt"]
