"""How the house hangs together: no circles between files, and rooms that are handed rooms."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import scenarios
import sim
import solvers

PACKAGES = {package.__name__: Path(str(package.__file__)).parent for package in (sim, solvers, scenarios)}
ROOMS = ("placement", "processing", "inventory", "fulfilment", "delivery", "tracking", "aftersales")
WAYS_BACK_UP = 4
"""Bare callables that rooms may be handed: stock has come, units were not found, docks are brought up to date."""


def modules() -> dict[str, Path]:
    found = {}
    for name, folder in PACKAGES.items():
        for path in folder.rglob("*.py"):
            parts = (name, *path.relative_to(folder).with_suffix("").parts)
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Files that a file imports, at its top, within a function, or for its types alone."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for item in node.names:
                whole = f"{node.module}.{item.name}"
                yield whole if whole in known else node.module
        elif isinstance(node, ast.Import):
            yield from (item.name for item in node.names)


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Files that reach one another: strongly connected parts of more than one (Tarjan)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(file: str) -> None:
        number[file] = low[file] = len(number)
        stack.append(file)
        for other in sorted(graph[file]):
            if other not in number:
                visit(other)
                low[file] = min(low[file], low[other])
            elif other in stack:
                low[file] = min(low[file], number[other])
        if low[file] == number[file]:
            part = stack[stack.index(file) :]
            del stack[stack.index(file) :]
            if len(part) > 1:
                found.append(sorted(part))

    for file in sorted(graph):
        if file not in number:
            visit(file)
    return found


def test_no_file_imports_what_imports_it() -> None:
    known = modules()
    graph: dict[str, set[str]] = defaultdict(set)
    for name, path in known.items():
        graph[name] = {other for other in imports(path, known) if other in known and other != name}
    assert circles(graph) == []


def test_a_circle_would_be_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}) == [["b", "c"]]


def handed(path: Path) -> Iterator[str]:
    """Parameters of the constructors in a file that are bare callables."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, ast.FunctionDef) and item.name == "__init__":
                    for argument in (*item.args.args, *item.args.kwonlyargs):
                        if argument.annotation is not None and "Callable" in ast.unparse(argument.annotation):
                            yield f"{node.name}.{argument.arg}"


def test_rooms_are_handed_rooms_and_a_few_ways_back_up() -> None:
    files = [path for room in ROOMS for path in (PACKAGES["sim"] / room).rglob("*.py")]
    found = [one for path in (*files, PACKAGES["sim"] / "closing.py") for one in handed(path)]
    assert len(found) <= WAYS_BACK_UP, found


def test_nothing_is_plugged_into_a_room_after_it_was_built() -> None:
    """`simulate` builds rooms and assigns to names of its own only."""
    tree = ast.parse((PACKAGES["sim"] / "model.py").read_text(encoding="utf-8"))
    targets = [
        target
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute)
    ]
    assert [ast.unparse(target) for target in targets] == []


def test_a_protocol_has_a_named_method() -> None:
    """One with only `__call__` would be a bare callable in disguise."""
    for path in PACKAGES["sim"].rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "Protocol" for base in node.bases):
                methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
                assert methods - {"__call__"} or not methods, f"{path.name}: {node.name}"
