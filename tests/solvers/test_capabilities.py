"""What engines offer is written out: a feature added to `Capability` is offered by none of them at first."""

import ast
import inspect

import numpy as np
import pytest

from solvers import create, names
from solvers.protocol import Capability, needs
from solvers.random_problems import DRAWN, random_problem
from solvers.registry import load


@pytest.mark.parametrize("name", names())
def test_a_feature_is_offered_only_by_name(name: str) -> None:
    """No complement, no subtraction: whoever reads `supports` reads every feature."""
    tree = ast.parse(inspect.getsource(load(name)))
    declared = next(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "supports"
    )
    assert not [node for node in ast.walk(declared) if isinstance(node, ast.UnaryOp | ast.Call)]
    written = {node.attr for node in ast.walk(declared) if isinstance(node, ast.Attribute)}
    assert written == {flag.name for flag in create(name).supports}


def test_random_problems_draw_every_feature_they_say() -> None:
    rng, met = np.random.default_rng(3), Capability(0)
    for _ in range(200):
        met |= needs(random_problem(rng, 6))
    assert met == DRAWN
