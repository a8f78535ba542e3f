"""Kernels import numpy, numba, math and each other, and nothing else: what import-linter cannot say."""

import ast
from pathlib import Path

import pytest

import solvers.kernels

KERNELS = Path(str(solvers.kernels.__file__)).parent
BOOKKEEPING = {"caching.py": ("functools", "hashlib", "pathlib")}
"""What is no kernel but keeps them."""
ALLOWED = ("numpy", "numba", "math", "__future__", "typing", "collections.abc", "solvers.kernels")


def foreign(text: str, allowed: tuple[str, ...]) -> list[str]:
    """What a text imports that is none of these modules, nor within one."""
    names: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append("." * node.level + (node.module or ""))
    return [name for name in names if not any(name == one or name.startswith(f"{one}.") for one in allowed)]


@pytest.mark.parametrize("file", sorted(KERNELS.rglob("*.py")), ids=lambda file: file.relative_to(KERNELS).as_posix())
def test_a_kernel_knows_numbers_only(file: Path) -> None:
    assert foreign(file.read_text(encoding="utf-8"), ALLOWED + BOOKKEEPING.get(file.name, ())) == []


def test_there_are_kernels_and_what_else_they_import_would_be_seen() -> None:
    assert {"compiling.py", "caching.py", "clock.py"} <= {file.name for file in KERNELS.rglob("*.py")}
    text = "import numpy as np\nimport numpyish\nfrom . import x\ndef f():\n    from solvers.problem import Stop\n"
    assert foreign(text, ALLOWED) == ["numpyish", ".", "solvers.problem"]
