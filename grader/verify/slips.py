"""Slips: a right solution with one small thing changed, by itself, as an author in a hurry might have changed it.

Every change is one of the syntax tree: some items of a list (statements of a block, arguments of a call) are replaced
by others. What a slip does is not known beforehand; some do nothing at all.

The operators are those of J. S. Bradbury, J. R. Cordy, J. Dingel: *Mutation Operators for Concurrent Java (J2SE 5.0)*,
Mutation 2006, as far as they make sense with multiprocessing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

LEFT_OUT = frozenset(
    {"abort", "acquire", "clear", "close", "flush", "join", "join_thread", "notify", "notify_all", "put", "release"}
    | {"send", "set", "task_done", "wait"}
)
"""Methods whose call may be forgotten where nobody asks for its result."""
COUNTED = frozenset({"Barrier", "Semaphore", "BoundedSemaphore", "range", "Queue", "JoinableQueue", "Pool"})
"""Who takes a number that may be one too large or too small: the last one, for `range(first, end)`."""
LONGEST_LINE = 60
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One changed program."""

    line: int
    """Where it was changed, in the program as it was."""
    change: str
    """What was changed, such as `left out: with lock:`."""
    source: str
    """All of the changed program, without its comments."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """So many items of a list, from a place on, are replaced by others."""

    line: int
    change: str
    items: list[Any]
    place: int
    number: int
    instead: Sequence[ast.AST]

    def toggle(self) -> _Edit:
        """Make the change, and give the one that takes it back."""
        old = self.items[self.place : self.place + self.number]
        self.items[self.place : self.place + self.number] = self.instead
        return _Edit(self.line, self.change, self.items, self.place, len(self.instead), old)


def slips_in(source: str) -> tuple[Slip, ...]:
    """Give every slip that a program can be changed by, each different program once, in the order of the lines."""
    tree = ast.parse(source)
    edits = [edit for operator in _ON_BLOCKS for block in _blocks(tree) for edit in _everywhere(operator, block)]
    edits += [edit for call in _in_functions(tree, ast.Call) for edit in _off_by_one(call)]
    found = {ast.unparse(tree): Slip(line=0, change="", source="")}
    for edit in edits:
        back = edit.toggle()
        text = ast.unparse(ast.fix_missing_locations(tree))
        back.toggle()
        found.setdefault(text, Slip(line=edit.line, change=edit.change, source=text + "\n"))
    return tuple(sorted(list(found.values())[1:], key=lambda slip: slip.line))


def spread(items: Sequence[Item], most: int) -> tuple[Item, ...]:
    """Give at most so many of them, from everywhere in their order."""
    number = min(most, len(items))
    return tuple(items[place * len(items) // number] for place in range(number))


def _in_functions(tree: ast.Module, kind: type[Any]) -> Iterator[Any]:
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return (
        node for function in functions for part in function.body for node in ast.walk(part) if isinstance(node, kind)
    )


def _blocks(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    """Give each list of statements that is inside a function."""
    for node in (
        *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)),
        *_in_functions(tree, ast.AST),
    ):
        for field in ("body", "orelse", "finalbody"):
            if isinstance(block := getattr(node, field, None), list):
                yield block


def _everywhere(operator: _Operator, block: list[ast.stmt]) -> Iterator[_Edit]:
    for place in range(len(block)):
        yield from operator(block, place)


def _first_line(node: ast.AST) -> str:
    line = ast.unparse(node).partition("\n")[0]
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


def _change(block: list[ast.stmt], place: int, words: str, instead: Sequence[ast.stmt], number: int = 1) -> _Edit:
    change = f"{words}: {'; '.join(_first_line(each) for each in block[place : place + number])}"
    return _Edit(block[place].lineno, change, block, place, number, instead)


# ------------------------------------------------------------------------------------------- operators

_Operator = Callable[[list[ast.stmt], int], Iterator[_Edit]]
"""What can be changed at one place of a block."""


def _without_with(block: list[ast.stmt], place: int) -> Iterator[_Edit]:
    """A lock is not taken at all; what a `with` gives a name to is needed inside of it."""
    match block[place]:
        case ast.With(items=[ast.withitem(optional_vars=None)], body=body):
            yield _change(block, place, "left out", body)
        case ast.With(items=items, body=body):
            for item in (item for item in items if item.optional_vars is None):
                rest = [each for each in items if each is not item]
                yield _change(block, place, f"left out {_first_line(item)} of", [ast.With(rest, body)])


def _shorter_with(block: list[ast.stmt], place: int) -> Iterator[_Edit]:
    """A lock is taken one statement too late, or given back one too early."""
    match block[place]:
        case ast.With(items=items, body=[first, *rest]) if rest:
            *begin, last = first, *rest
            yield _change(block, place, "left one statement too early", [ast.With(items, begin), last])
            if all(item.optional_vars is None for item in items):
                yield _change(block, place, "entered one statement too late", [first, ast.With(items, rest)])


def _without_call(block: list[ast.stmt], place: int) -> Iterator[_Edit]:
    """Something is not given back, not waited for, not closed, not told."""
    match block[place]:
        case ast.Expr(ast.Call(ast.Attribute(attr=name))) if name in LEFT_OUT:
            yield _change(block, place, "left out", [] if len(block) > 1 else [ast.Pass()])


def _one_told(block: list[ast.stmt], place: int) -> Iterator[_Edit]:
    """Only one of those who wait is woken."""
    match block[place]:
        case ast.Expr(ast.Call(ast.Attribute(value, "notify_all"), arguments, keywords)):
            call = ast.Call(ast.Attribute(value, "notify", ast.Load()), arguments, keywords)
            yield _change(block, place, "only notify()", [ast.Expr(call)])


def _swapped(block: list[ast.stmt], place: int) -> Iterator[_Edit]:
    """Two statements in the other order, unless the second one needs a name that the first one gives."""
    pair = block[place : place + 2]
    if len(pair) < 2 or any(isinstance(each, (ast.Return, ast.Raise, ast.Break, ast.Continue)) for each in pair):
        return
    if not _is_text(pair[0]) and not _names(pair[0], ast.Store) & _names(pair[1], ast.Load):
        yield _change(block, place, "swapped", pair[::-1], 2)


def _in_one_loop(block: list[ast.stmt], place: int) -> Iterator[_Edit]:
    """Each one is done with before the next one begins."""
    match block[place : place + 2]:
        case [ast.For() as one, ast.For() as other] if _head(one) == _head(other):
            yield _change(block, place, "in one loop", [ast.For(one.target, one.iter, one.body + other.body, [])], 2)


def _asked_once(block: list[ast.stmt], place: int) -> Iterator[_Edit]:
    """Who was woken does not look again whether it is true now."""
    match block[place]:
        case ast.While(test=test, body=body, orelse=[]) if not isinstance(test, ast.Constant):
            if not any(isinstance(node, (ast.Break, ast.Continue)) for each in body for node in ast.walk(each)):
                yield _change(block, place, "if in place of", [ast.If(test, body, [])])


_ON_BLOCKS: tuple[_Operator, ...] = (
    _without_with,
    _shorter_with,
    _without_call,
    _one_told,
    _swapped,
    _in_one_loop,
    _asked_once,
)


def _off_by_one(call: ast.Call) -> Iterator[_Edit]:
    """A number is one too large, or one too small."""
    name = ast.unparse(call.func).rpartition(".")[2]
    if name not in COUNTED or not call.args or isinstance(call.args[-1], ast.Starred):
        return
    place = min(len(call.args) - 1, 1) if name == "range" else 0
    for operator, words in ((ast.Add(), "one more"), (ast.Sub(), "one less")):
        number = ast.BinOp(call.args[place], operator, ast.Constant(1))
        yield _Edit(call.lineno, f"{words}: {_first_line(call)}", call.args, place, 1, [number])


def _names(node: ast.AST, context: type[ast.expr_context]) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, context)}


def _is_text(node: ast.stmt) -> bool:
    """Whether it is a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _head(loop: ast.For) -> str:
    return f"{ast.unparse(loop.target)} in {ast.unparse(loop.iter)}"
