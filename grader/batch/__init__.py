"""Many submissions: find what a class handed in, grade what has changed on any executor, keep it in the gradebook.

`handins` finds who handed in what, and `naming` says who that is. `planning` compares it with the gradebook
and lists what is to be graded. `running` hands that out as `tasks` to an executor: `workers` on this machine, `cluster`
on many. Whatever happens to a worker, its grade is made once more by another, and is then unknown.
"""

from __future__ import annotations
