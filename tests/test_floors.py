"""Kernels import numpy, numba, math and each other, and nothing else: what import-linter cannot say."""

import ast
from pathlib import Path

import pytest

KERNELS = Path(__file__).parents[1] / "solvers" / "kernels"
BOOKKEEPING = {"caching.py": ("functools", "hashlib", "pathlib")}
"""What is no kernel but keeps them."""
ALLOWED = ("numpy", "numba", "math", "__future__", "typing", "collections.abc", "solvers.kernels")


@pytest.mark.parametrize("file", sorted(KERNELS.rglob("*.py")), ids=lambda file: file.relative_to(KERNELS).as_posix())
def test_a_kernel_knows_numbers_only(file: Path) -> None:
    allowed_here = ALLOWED + BOOKKEEPING.get(file.name, ())
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            assert any(name == allowed or name.startswith(f"{allowed}.") for allowed in allowed_here), name
