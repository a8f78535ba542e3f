"""How the house hangs together: no circles between files, few arrows up between rooms, and rooms that are handed rooms.

Whoever reads sources in order to count must not count nothing: what each test looks for is planted beside it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import scenarios
import sim
import solvers

PACKAGES = {package.__name__: Path(str(package.__file__)).parent for package in (sim, solvers, scenarios)}
WAYS_BACK_UP = {
    "sim.inventory.stock.Stock.catch_up",
    "sim.inventory.stock.Stock.arrived",
    "sim.fulfilment.warehouse.Warehouse.not_found",
    "sim.aftersales.lost.LostGoods.send_again",
}
"""Bare callables that rooms are handed, four at most: docks are brought up to date, stock has come, units were not
found, goods are sent again."""
FLOORS = (
    "kpis", "tracking", "delivery", "aftersales", "stores", "fulfilment", "processing", "inventory", "placement",
    "life", "kernels",
)  # fmt: skip
"""The folders of `sim`, who reads files of others above those that are read. How orders go is another matter: rooms are
handed the room that follows, whose file they do not know."""
ARROWS_UP = {
    ("sim.aftersales.returns", "sim.delivery.days"): "returns come back on the days the carrier works",
    ("sim.fulfilment.config", "sim.stores.config"): "what stores are asked is written in the block fulfilment",
    ("sim.inventory.stock", "sim.stores.shelves"): "walk-ins take from the shelf that stock keeps",
}
NO_ROOMS = {
    # Whoever waits at a desk, or comes at his time, is told of to the room that owns the desk.
    "sim.stations.Station.then",
    "sim.stations.Station.patience",
    "sim.stations.Station.gave_up",
    "sim.arrivals.Arrivals.arrive",
    # Policies are shown figures that are worked out when they ask.
    "sim.delivery.dispatch.Dock.places",
    "sim.delivery.dispatch.Dock.volumes",
    "sim.delivery.dispatch.Dock.travel",
    "sim.delivery.dispatch.VanAtDoor.travel",
    "sim.inventory.review.Review.arriving",
    "sim.inventory.review.Review.forecast",
    "sim.inventory.review.Review.history",
    # Who runs a replication watches its waves; a KPI or a part of the cost is a function; SimPy's own method is
    # another on this clock.
    "sim.context.Context.watch",
    "sim.delivery.planning.Planner.planned",
    "sim.kpis.definition.Kpi.value",
    "sim.kpis.cost_parts.CostPart.cost",
    "sim.kpis.view.View._known",
    "sim.clock.Clock.schedule",
    # Policies are code of others: each answer is checked.
    "sim.asking.Asked.policy",
    "sim.asking._AtNodes.rule",
}
CALLABLES = {"Callable", "FunctionType", "MethodType", "partial"}
ANYTHING = {"Any", "object"}


def modules() -> dict[str, Path]:
    found = {}
    for name, folder in PACKAGES.items():
        for path in folder.rglob("*.py"):
            parts = (name, *path.relative_to(folder).with_suffix("").parts)
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Files that a file imports, at its top, within a function, or for its types alone.

    A name that is no file of the packages is left to the caller; a relative import is refused, a test asks for none.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import"
            for item in node.names:
                whole = f"{node.module}.{item.name}"
                yield whole if whole in known else str(node.module)
        elif isinstance(node, ast.Import):
            yield from (item.name for item in node.names)


@cache
def arrows() -> dict[str, set[str]]:
    """The files of the packages that each of them imports."""
    known = modules()
    return {
        name: {other for other in imports(path, known) if other in known and other != name}
        for name, path in known.items()
    }


def arrows_up(graph: dict[str, set[str]]) -> set[tuple[str, str]]:
    """Files of `sim` that import one of a folder further up, and that one."""

    def floor(module: str) -> int | None:
        package, _, rest = module.partition(".")
        folder = rest.partition(".")[0]
        return FLOORS.index(folder) if package == "sim" and folder in FLOORS else None

    return {
        (file, other)
        for file, others in graph.items()
        for other in others
        if (here := floor(file)) is not None and (there := floor(other)) is not None and there < here
    }


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
    graph = arrows()
    imported = set().union(*graph.values())
    files = {name for name, path in modules().items() if path.name != "__init__.py"}
    assert {name for name in files if not graph[name] and name not in imported} == set(), "what nobody reads"
    assert circles(graph) == []


def test_a_circle_would_be_seen(tmp_path: Path) -> None:
    texts = {
        "a": "import b",
        "b": "def late() -> None:\n    from c import value",
        "c": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import e.b\n    from e import d",
        "e.d": "from b import value",
    }
    known = {name: tmp_path / f"{name}.py" for name in texts}
    for name, text in texts.items():
        known[name].write_text(text, encoding="utf-8")
    graph = {name: {other for other in imports(path, known) if other in known} for name, path in known.items()}
    assert graph == {"a": {"b"}, "b": {"c"}, "c": {"e.d"}, "e.d": {"b"}}
    assert circles(graph) == [["b", "c", "e.d"]]
    known["a"].write_text("from . import b", encoding="utf-8")
    with pytest.raises(AssertionError, match="a relative import"):
        list(imports(known["a"], known))


def test_few_arrows_run_back_up_and_each_has_its_reason() -> None:
    graph = arrows()
    folders = {folder.name for folder in PACKAGES["sim"].iterdir() if (folder / "__init__.py").is_file()}
    assert folders == {*FLOORS}
    assert sorted(arrows_up(graph) ^ set(ARROWS_UP)) == []
    assert len(ARROWS_UP) <= 4


def test_an_arrow_up_would_be_seen() -> None:
    # What stands in no folder is neither up nor down: the test of circles is for that.
    more = {"sim.life.orders": {"sim.delivery.fleet"}, "sim.log": {"sim.kpis.view"}}
    assert arrows_up({name: others | more.get(name, set()) for name, others in arrows().items()}) - set(ARROWS_UP) == {
        ("sim.life.orders", "sim.delivery.fleet")
    }


def mentioned(annotation: ast.AST | None) -> set[str]:
    """Names in an annotation, in those written as strings too."""
    match annotation:
        case None | ast.Subscript(value=ast.Name(id="Literal")):
            return set()
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return {name}
        case ast.Constant(value=str(text)):
            return set(re.findall(r"\w+", text))
        case _:
            return set().union(*map(mentioned, ast.iter_child_nodes(annotation)))


def names_of_callables(trees: dict[str, ast.Module]) -> dict[str, set[str]]:
    """By module, `Callable` and every other name that stands for one there: given in that file or imported."""
    found = {module: set(CALLABLES) for module in trees}
    given: list[tuple[str, str, str, set[str]]] = []  # in a module a name stands for names of a module
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign):
                given += [
                    (module, one.id, module, mentioned(node.value)) for one in node.targets if isinstance(one, ast.Name)
                ]
            elif isinstance(node, ast.AnnAssign) and "TypeAlias" in mentioned(node.annotation):
                given.append((module, ast.unparse(node.target), module, mentioned(node.value)))
            elif isinstance(node, ast.ImportFrom):
                given += [(module, item.asname or item.name, str(node.module), {item.name}) for item in node.names]
    more = True
    while more:
        more = False
        for module, name, source, of in given:
            if name[:1].isupper() and name not in found[module] and of & found.get(source, CALLABLES):
                found[module].add(name)
                more = True
    return found


def handed(module: str, tree: ast.Module, callables: set[str]) -> Iterator[str]:
    """What constructors and fields of a file take that is a bare callable, may be one, or does not say what it is."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        for item in node.body:
            if isinstance(item, ast.AnnAssign) and "ClassVar" not in mentioned(item.annotation):
                takes = [(ast.unparse(item.target), item.annotation)]
            elif isinstance(item, ast.FunctionDef):
                arguments = item.args
                optional = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
                every = [*arguments.posonlyargs, *arguments.args][1:] + arguments.kwonlyargs + optional
                kept = kept_by(item)
                takes = [
                    (one.arg, one.annotation)
                    for one in every
                    if item.name in ("__init__", "__new__") or (one.annotation is not None and one.arg in kept)
                ]
            else:
                continue
            for name, annotation in takes:
                anything = annotation is None or ast.unparse(annotation) in ANYTHING
                if anything or mentioned(annotation) & callables:
                    yield f"{module}.{node.name}.{name}"


def kept_by(method: ast.FunctionDef) -> set[str]:
    """Parameters that a method keeps as they are in a field of its object."""
    return {
        node.value.id
        for node in ast.walk(method)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)
        if any(isinstance(target, ast.Attribute) for target in node.targets)
    }


def parsed() -> dict[str, ast.Module]:
    """The files of `sim` by module."""
    files = {name: path for name, path in modules().items() if name.partition(".")[0] == "sim"}
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in files.items()}


def test_rooms_are_handed_rooms_and_a_few_ways_back_up() -> None:
    trees = parsed()
    callables = names_of_callables(trees)
    found = {one for module, tree in trees.items() for one in handed(module, tree, callables[module])}
    assert sorted(found ^ (WAYS_BACK_UP | NO_ROOMS)) == []
    assert len(WAYS_BACK_UP) <= 4


@pytest.mark.parametrize(
    "taken",
    [
        "def __init__(self, back: Callable[[int], None]) -> None: ...",
        "def __init__(self, *, back: tuple[Told, ...]) -> None: ...",
        "def __init__(self, back: 'Told | None' = None) -> None: ...",
        "def __init__(self, back) -> None: ...",
        "def __init__(self, back: Any) -> None: ...",
        "def __init__(self, *back: Heard) -> None: ...",
        "back: functools.partial[None]",
        "def plug(self, back: Told) -> None:\n        self._back = back",
    ],
)
def test_a_bare_callable_would_be_seen(taken: str) -> None:
    elsewhere = ast.parse("from typing import Callable as Function\nTold = Function[[int], None]\n")
    room = ast.parse(f"from elsewhere import Told as Heard, Told\nclass Room:\n    {taken}\n")
    callables = names_of_callables({"room": room, "elsewhere": elsewhere})
    assert list(handed("room", room, callables["room"])) == ["room.Room.back"]


def late_names(function: ast.FunctionDef) -> set[str]:
    """Functions within a function, and its lambdas, that use a name which is assigned behind them."""
    assigned: dict[str, int] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            assigned[node.id] = min(node.lineno, assigned.get(node.id, node.lineno))
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.FunctionDef | ast.Lambda) and node is not function:
            used = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            if any(assigned.get(name, 0) > int(node.end_lineno or 0) for name in used):
                found.add(getattr(node, "name", "lambda"))
    return found


def test_rooms_are_built_from_the_last_to_the_first_but_for_the_ways_back_up() -> None:
    """Whoever is handed something that does not stand yet is handed a function, and of these there are four."""
    tree = ast.parse((PACKAGES["sim"] / "model.py").read_text(encoding="utf-8"))
    (simulate,) = (one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == "simulate")
    assert late_names(simulate) == {way.rpartition(".")[2] for way in WAYS_BACK_UP}


def test_a_way_back_up_would_be_seen() -> None:
    source = """def build():
        def back(now): later.arrived(now)
        first = Room(back, lambda now: later.left(now), lambda now: clock.at(now))
        later = Other(first)
    """
    (build,) = ast.parse(source).body
    assert isinstance(build, ast.FunctionDef)
    assert late_names(build) == {"back", "lambda"}


def test_nothing_is_plugged_into_a_room_after_it_was_built() -> None:
    """`simulate` builds rooms and assigns to names of its own only."""
    tree = ast.parse((PACKAGES["sim"] / "model.py").read_text(encoding="utf-8"))
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)]
    assert [ast.unparse(node) for node in assigned] == []
    assert "setattr" not in {name for node in ast.walk(tree) if isinstance(node, ast.Name) for name in [node.id]}


def disguised(tree: ast.Module) -> Iterator[str]:
    """Protocols that a bare callable would fulfil: they have `__call__`, or no method or property with a name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any("Protocol" in mentioned(base) for base in node.bases):
            methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
            if "__call__" in methods or not methods:
                yield node.name


def test_a_protocol_has_a_named_method() -> None:
    assert {name: found for name, tree in parsed().items() if (found := list(disguised(tree)))} == {}


def test_a_callable_in_disguise_would_be_seen() -> None:
    tree = ast.parse(
        "class A(Protocol):\n    def __call__(self) -> None: ...\n"
        "class B(typing.Protocol):\n    pass\n"
        "class C(Protocol[T]):\n    def __call__(self) -> T: ...\n    def close(self) -> None: ...\n"
        "class D(Protocol):\n    def close(self) -> None: ...\n"
    )
    assert list(disguised(tree)) == ["A", "B", "C"]


MOST_ATTRIBUTES = 30
"""CPython keeps so many attributes of an instance in line; with one more every access to any of them is a search."""


def own_attributes(owner: ast.ClassDef) -> set[str]:
    """Names that the methods of a class assign to `self`."""
    nodes = (node for node in ast.walk(owner) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store))
    return {node.attr for node in nodes if isinstance(node.value, ast.Name) and node.value.id == "self"}


def test_no_room_has_more_attributes_than_are_quick() -> None:
    """One more, and every order pays for each look at any of them."""
    rooms = (
        (file, node)
        for file in sorted(PACKAGES["sim"].rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    found = {f"{file.stem}.{room.name}": len(own_attributes(room)) for file, room in rooms}
    assert max(found.values()) > 20  # something is counted
    assert {name: count for name, count in found.items() if count > MOST_ATTRIBUTES} == {}


def test_attributes_of_a_room_are_counted() -> None:
    source = "class Room:\n    def __init__(self, a):\n        self.a, self.b = a, 1\n        self.a = other.c = 2"
    (room,) = ast.parse(source).body
    assert isinstance(room, ast.ClassDef)
    assert own_attributes(room) == {"a", "b"}
