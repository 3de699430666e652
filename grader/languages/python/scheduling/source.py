"""The student's source, compiled so that each read and each write of an attribute or an element is announced.

`counter.value += 1` becomes a look at `counter` that may be a read point, the addition, and one that may be a write
point, as it is three steps for the processor as well. Line numbers stay. Nothing else changes: the functions that are
called decide by the object's type whether it is shared memory at all.
"""

from __future__ import annotations

import ast
from types import CodeType
from typing import TypeVar

READ, WRITE, UPDATE, UPDATED, WALK = (f"__grader_{name}__" for name in ("read", "write", "update", "updated", "walk"))
"""The names under which the compiled source finds the functions of `memory`, as builtins."""
_WALKING = {
    "all",
    "any",
    "bytearray",
    "bytes",
    "dict",
    "enumerate",
    "list",
    "map",
    "max",
    "min",
    "next",
    "reversed",
    "set",
}
_WALKING |= {"sorted", "str", "sum", "tuple", "zip"}
"""Builtins that go through what they are given."""
Accessed = TypeVar("Accessed", ast.Attribute, ast.Subscript)


def compiled(source: bytes, path: str) -> CodeType:
    """The source with its accesses announced. Raises SyntaxError as the plain one does."""
    tree = _Announcing().visit(ast.parse(source, path))
    code: CodeType = compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)
    return code


class _Announcing(ast.NodeTransformer):
    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return self._access(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        return self._access(node)

    def _access(self, node: Accessed) -> Accessed:
        function = READ if isinstance(node.ctx, ast.Load) else WRITE
        announced = _announced(function, node)
        self.generic_visit(node)
        announced.args[0] = node.value
        node.value = announced
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        target = node.target
        if isinstance(target, (ast.Attribute, ast.Subscript)):
            announced = _announced(UPDATE, target)
            self.generic_visit_below(target)
            announced.args[0] = target.value
            target.value = announced
            node.value = _call(UPDATED, node, self.visit(node.value))
        else:
            node.value = self.visit(node.value)
        return node

    def generic_visit_below(self, target: ast.Attribute | ast.Subscript) -> None:
        """Look at what a target is made of, but not at the target."""
        target.value = self.visit(target.value)
        if isinstance(target, ast.Subscript):
            target.slice = self.visit(target.slice)

    def visit_For(self, node: ast.For) -> ast.AST:
        self.generic_visit(node)
        node.iter = _call(WALK, node.iter, node.iter, ast.Constant(_text(node.iter)))
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        walks = isinstance(node.func, ast.Name) and node.func.id in _WALKING
        texts = [_text(argument) for argument in node.args]
        self.generic_visit(node)
        if walks:
            node.args = [
                argument if isinstance(argument, ast.Starred) else _call(WALK, argument, argument, ast.Constant(text))
                for argument, text in zip(node.args, texts, strict=True)
            ]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """An annotation is no access."""
        node.target = self.visit(node.target) if node.value else node.target
        node.value = self.visit(node.value) if node.value else None
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        """Neither are those of parameters; their defaults may be."""
        node.defaults = [self.visit(default) for default in node.defaults]
        node.kw_defaults = [default and self.visit(default) for default in node.kw_defaults]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        returns, node.returns = node.returns, None
        self.generic_visit(node)
        node.returns = returns
        return node

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.AST:
        """A pattern has to stay one."""
        return node

    def visit_MatchClass(self, node: ast.MatchClass) -> ast.AST:
        """As above."""
        return node

    def visit_MatchMapping(self, node: ast.MatchMapping) -> ast.AST:
        """As above."""
        return node


def _announced(function: str, node: ast.Attribute | ast.Subscript) -> ast.Call:
    """A call that is given the object, the line, the text of the object, and what of it is touched."""
    key: ast.expr = ast.Constant(None)
    if isinstance(node, ast.Attribute):
        key = ast.Constant(node.attr)
    elif isinstance(node.slice, ast.Constant):
        key = ast.Constant(node.slice.value)
    elif isinstance(node.slice, ast.Name):
        key = ast.copy_location(ast.Name(node.slice.id, ast.Load()), node)
    text = ast.Constant(_text(node.value))
    return _call(function, node, node.value, ast.Constant(node.lineno), text, key)


def _call(function: str, node: ast.AST, *arguments: ast.expr) -> ast.Call:
    """A call of one of ours, at the place of a node."""
    name = ast.Name(function, ast.Load())
    return ast.fix_missing_locations(ast.copy_location(ast.Call(name, list(arguments), []), node))


def _text(node: ast.AST) -> str:
    """A short expression as it stands in the source."""
    return ast.unparse(node)[:40] if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)) else ""
