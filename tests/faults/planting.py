"""Faults for the tests to find: small changes of our own sources, drawn by a seed over their syntax trees.

Each is what a tired hand writes: a comparison or a sign the wrong way round, a number off by one, a condition turned,
a statement forgotten. Whether a fault is visible at all is not asked: what no test catches is looked at by a person.
"""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,),
}  # fmt: skip
"""At its edge, and the wrong way round."""
SIGNS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult}
SILENT = (ast.Raise, ast.Assert, ast.Import, ast.ImportFrom, ast.JoinedStr)
"""Left alone with all below them: what they say or do is not the model."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A change of a place of a file: `before` stands from `start` to `end` (characters), in a line `within`."""

    file: str
    line: int
    within: str
    start: int
    end: int
    before: str
    after: str

    @property
    def change(self) -> str:
        """What stands in which line, and what instead, wherever that line is by now."""
        return f"{self.file}: {self.within} [{' '.join(self.before.split())} -> {' '.join(self.after.split())}]"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {' '.join(self.before.split())} -> {' '.join(self.after.split())}"

    def planted(self, source: str) -> str:
        """The source with the fault in it."""
        assert source[self.start : self.end] == self.before, "the source is another by now"
        return source[: self.start] + self.after + source[self.end :]

    def compiles(self, source: str) -> bool:
        """Whether the source with the fault in it is Python at all."""
        try:
            compile(self.planted(source), self.file, "exec")
        except SyntaxError:
            return False
        return True


def faults(root: Path, file: str) -> list[Fault]:
    """Every fault that may be planted in a file, in the order of its text."""
    source = (root / file).read_text(encoding="utf-8")
    lengths = [len(line) for line in source.splitlines(keepends=True)]
    begins = [sum(lengths[:number]) for number in range(len(lengths))]
    lines = source.splitlines()

    def place(line: int, column: int) -> int:
        """Columns of a syntax tree count bytes."""
        return begins[line - 1] + len(lines[line - 1].encode()[:column].decode())

    found = []
    for node, changed in _changes(ast.parse(source)):
        start, end = place(node.lineno, node.col_offset), place(node.end_lineno or 0, node.end_col_offset or 0)
        text = ast.unparse(changed)
        after = f"({text})" if isinstance(changed, ast.expr) else text
        found.append(Fault(file, node.lineno, lines[node.lineno - 1].strip(), start, end, source[start:end], after))
    return sorted(found, key=lambda one: (one.start, one.end, one.after))


def drawn(root: Path, folder: str, count: int, seed: int) -> list[Fault]:
    """So many faults of a folder, of different files as far as that goes; equal for equal seeds and sources.

    Which files, and which faults of a file, hangs on nothing but the file and the seed: another file may change.
    """
    files = sorted(path.relative_to(root).as_posix() for path in (root / folder).rglob("*.py"))
    files.sort(key=lambda file: random.Random(f"{seed} {file}").random())
    left = {file: _shuffled(root, file, seed) for file in files}
    picked: list[Fault] = []
    while len(picked) < count and left:
        for file in list(left):
            if (fault := next(left[file], None)) is None:
                del left[file]
            elif len(picked) < count:
                picked.append(fault)
            else:
                break
    if len(picked) < count:
        raise ValueError(f"{folder}: {len(picked)} faults can be planted, {count} are asked for")
    return picked


def _shuffled(root: Path, file: str, seed: int) -> Iterator[Fault]:
    """The faults of a file that are Python at all, in an order of the seed's."""
    source, found = (root / file).read_text(encoding="utf-8"), faults(root, file)
    random.Random(f"{seed} {file}").shuffle(found)
    yield from (fault for fault in found if fault.compiles(source))


def _changes(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt, ast.expr | ast.stmt]]:
    for node in _bodies(tree):
        yield from ((node, changed) for changed in _changed(node))


def _bodies(tree: ast.Module) -> Iterator[ast.AST]:
    """Everything inside functions, but for annotations, what is said, and what is refused."""
    waiting: list[tuple[ast.AST, bool]] = [(tree, False)]
    while waiting:
        node, inside = waiting.pop()
        if inside:
            yield node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "args") and not isinstance(node, ast.Call):
                continue
            children = value if isinstance(value, list) else [value]
            for child in children:
                if isinstance(child, ast.AST) and not isinstance(child, SILENT):
                    function = isinstance(node, ast.FunctionDef | ast.Lambda)
                    waiting.append((child, inside or (function and name == "body")))


def _changed(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    changed = copy.deepcopy(node)
    if isinstance(changed, ast.Compare) and type(changed.ops[0]) in COMPARISONS:
        for other in COMPARISONS[type(changed.ops[0])]:
            changed = copy.deepcopy(node)
            changed.ops[0] = other()
            yield changed
    elif isinstance(changed, ast.BinOp | ast.AugAssign) and type(changed.op) in SIGNS:
        changed.op = SIGNS[type(changed.op)]()
        yield changed
    elif isinstance(changed, ast.Constant) and type(changed.value) in (int, float):
        changed.value += 1
        yield changed
    elif isinstance(changed, ast.BoolOp):
        changed.op = ast.Or() if isinstance(changed.op, ast.And) else ast.And()
        yield changed
    elif isinstance(changed, ast.UnaryOp) and isinstance(changed.op, ast.Not | ast.USub):
        yield changed.operand
    elif isinstance(changed, ast.IfExp):
        changed.body, changed.orelse = changed.orelse, changed.body
        yield changed
    elif isinstance(changed, ast.Call) and isinstance(changed.func, ast.Name) and changed.func.id in ("min", "max"):
        changed.func.id = "max" if changed.func.id == "min" else "min"
        yield changed
    elif isinstance(changed, ast.Expr) and isinstance(changed.value, ast.Call):
        yield ast.Pass()
