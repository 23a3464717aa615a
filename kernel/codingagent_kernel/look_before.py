"""A look at a cell before it runs: whether Python can read it, whether it uses what the installation refuses, what it sets.

The refusals are a courtesy to the model, so that it chooses another way at once. They protect nothing: the sandbox does.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import CodeType
from typing import Any, Protocol

#: Magics whose body is Python.
_PYTHON_BODY = re.compile(r"\A\s*%%(time|timeit|capture|prun)\b[^\n]*\n")


class Transformer(Protocol):
    #: Remembers `from __future__ import …` of earlier cells.
    compile: Any

    def transform_cell(self, raw_cell: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Refusal:
    line: int
    name: str

    @property
    def message(self) -> str:
        return (
            f"Line {self.line} uses {self.name}, which this installation does not allow. Nothing was run. "
            "Do it another way, with the data packages that are installed."
        )


@dataclass(slots=True)
class Look:
    #: The cell as plain Python, magics turned into calls.
    source: str
    #: What is run, in this order: all but the last expression, then that one alone, so that it is shown.
    codes: list[CodeType]
    refusal: Refusal | None = None
    #: Names the cell sets at its top level.
    sets: set[str] = field(default_factory=set)
    #: All names it mentions.
    mentions: set[str] = field(default_factory=set)
    #: False for a cell that can neither hang nor fall over nor change a value: it needs no undo point.
    can_go_wrong: bool = True


def look(shell: Transformer, code: str, refused: Iterable[str], name: str) -> Look:
    """Raises SyntaxError (also for a null byte, a number too long, an impossible nesting) when Python cannot read it."""
    try:
        source = _as_python(shell, code)
        tree = shell.compile.ast_parse(source, filename=name)
        codes = _codes(shell, tree, name)
        trees = [tree]
        body = _PYTHON_BODY.match(code)
        if body:
            trees.append(_body_of_magic(shell, code[body.end() :], code[: body.end()].count("\n"), name))
    except (ValueError, OverflowError) as problem:
        raise SyntaxError(str(problem)) from None
    except (RecursionError, MemoryError):
        raise SyntaxError("the cell is nested too deeply") from None
    seen = Look(source, codes)
    refused = frozenset(refused)
    for part in trees:
        for node in ast.walk(part):
            if isinstance(node, ast.Name):
                seen.mentions.add(node.id)
                if isinstance(node.ctx, ast.Store):
                    seen.sets.add(node.id)
        if refused and seen.refusal is None:
            seen.refusal = _refusal(part, refused)
    seen.can_go_wrong = not all(map(_is_harmless, tree.body))
    return seen


def _as_python(shell: Transformer, code: str) -> str:
    """IPython drops empty lines at the start; they are put back, or each line would be called by a wrong number."""
    empty = len(code) - len(code.lstrip())
    return "\n" * code[:empty].count("\n") + shell.transform_cell(code)


def _body_of_magic(shell: Transformer, body: str, lines_before: int, name: str) -> ast.Module:
    try:
        tree: ast.Module = shell.compile.ast_parse(_as_python(shell, body), filename=name)
    except SyntaxError as problem:
        problem.lineno = (problem.lineno or 1) + lines_before
        raise
    return tree


def _codes(shell: Transformer, tree: ast.Module, name: str) -> list[CodeType]:
    """Finds what only the compiler finds, too: `return` outside a function, a name both global and local."""
    last_is_shown = bool(tree.body) and isinstance(tree.body[-1], ast.Expr)
    before, last = (tree.body[:-1], tree.body[-1:]) if last_is_shown else (tree.body, [])
    parts: list[tuple[ast.Module | ast.Interactive, str]] = []
    if before:
        parts.append((ast.Module(before, []), "exec"))
    if last:
        parts.append((ast.Interactive(last), "single"))
    with shell.compile.extra_flags(ast.PyCF_ALLOW_TOP_LEVEL_AWAIT):
        return [shell.compile(part, name, mode) for part, mode in parts]


def _is_harmless(node: ast.stmt) -> bool:
    """Constants, shown or bound to a name: nothing that calls, computes, loops, imports or shows what another cell made."""
    match node:
        case ast.Expr(value=value):
            return _is_still(value)
        case ast.Assign(targets=[ast.Name()], value=value):
            return _is_still(value)
        case ast.Pass():
            return True
        case _:
            return False


def _is_still(node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.UnaryOp(operand=ast.Constant()):
            return True
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return len(items) < 1000 and all(map(_is_still, items))
        case _:
            return False


def _refusal(tree: ast.AST, refused: frozenset[str]) -> Refusal | None:
    found = sorted(_uses(tree), key=lambda use: use[0])
    for line, name in found:
        for wanted in refused:
            if name == wanted or name.startswith(f"{wanted}."):
                return Refusal(line, wanted)
    return None


def _uses(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of each import and each call, with `import a as b` and `from a import b` followed."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    known[alias.asname or alias.name.split(".")[0]] = alias.name if alias.asname else alias.name.split(".")[0]
                    yield node.lineno, alias.name
            case ast.ImportFrom(module=str(module), level=0, names=names):
                for alias in names:
                    known[alias.asname or alias.name] = f"{module}.{alias.name}"
                    yield node.lineno, f"{module}.{alias.name}"
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = _dotted(node.func, known)
        if name is None:
            continue
        yield node.lineno, name
        if name in ("__import__", "importlib.import_module") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield node.lineno, first.value


def _dotted(node: ast.expr, known: dict[str, str]) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    parts.append(known.get(node.id, node.id))
    return ".".join(reversed(parts))
