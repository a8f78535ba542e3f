"""Kernels that a wheel brings are used where they fit, and only there."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numba.core import config

from solvers.kernels import caching

KERNEL = """
from solvers.kernels.compiling import kernel

@kernel
def twice(values):
    values[0] *= 2
    return values[0]
"""
COUNT = """
from numba.core.dispatcher import Dispatcher

compiled = []
before = Dispatcher.compile

def compile(self, signature):
    known = len(self.overloads)
    result = before(self, signature)
    if len(self.overloads) > known and not self._cache_hits.get(tuple(self.overloads)[-1]):
        compiled.append(self.py_func.__qualname__)
    return result

Dispatcher.compile = compile
from solvers.engines.warming import load_kernels

load_kernels()
print(len(compiled))
"""
PLANS = """
import hashlib
import numpy as np
from solvers import Budget, create
from solvers.city import city_wave

plans = [create("numba").solve(city_wave(n, 1), Budget(iterations=3000), np.random.default_rng(1)) for n in (40, 300)]
print(hashlib.sha256(repr([plan.routes for plan in plans]).encode()).hexdigest())
"""
MOST = 70
"""Functions that numba compiles for a search, its own included."""


def loaded(folder: Path) -> ModuleType:
    caching.stamp.cache_clear()
    spec = importlib.util.spec_from_file_location("doubled", folder / "doubled.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def hits(folder: Path) -> int:
    """How often a fresh import of the kernel found compiled code."""
    module = loaded(folder)
    assert module.twice(np.array([21])) == 42
    return sum(module.twice.stats.cache_hits.values())


@pytest.mark.parametrize("form", [caching.NATIVE, caching.GENERIC])
def test_brought_objects_are_used_until_a_source_beside_them_changes(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "kernels"
    home.mkdir()
    (home / "doubled.py").write_text(KERNEL)
    (home / "other.py").write_text("A = 1\n")
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "first"))
    monkeypatch.setattr(caching, "_saving", [(home / caching.FOLDER / form, form)])
    assert hits(home) == 0
    monkeypatch.setattr(caching, "_saving", [])
    assert hits(home) == 1
    (home / "other.py").write_text("A = 2\n")
    assert hits(home) == 0
    # compiled for itself, it is in the user's own cache now
    assert hits(home) == 1
    (home / "other.py").write_text("A = 3\n")
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "second"))
    assert hits(home) == 0


def test_objects_for_another_processor_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "doubled.py").write_text(KERNEL)
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "own"))
    monkeypatch.setattr(caching, "_saving", [(tmp_path / caching.FOLDER / caching.NATIVE, caching.NATIVE)])
    assert hits(tmp_path) == 0
    monkeypatch.setattr(caching, "_saving", [])
    module = loaded(tmp_path)
    cache = module.twice._cache
    index = cache._index_key
    monkeypatch.setattr(cache, "_index_key", lambda *given: (given[0], ("x86_64", "z80", ""), index(*given)[2]))
    module.twice(np.array([21]))
    assert not module.twice.stats.cache_hits


def run(script: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.nightly
def test_the_number_of_compilations_does_not_grow(tmp_path: Path) -> None:
    """Half a minute of compiling: a sort, an allocation or a literal in a kernel brings back what ADR 027 counts."""
    blank = "from solvers.kernels import caching; caching._as_shipped = lambda: False\n"
    assert int(run(blank + COUNT, NUMBA_CACHE_DIR=str(tmp_path))) <= MOST


@pytest.mark.nightly
def test_native_generic_and_fresh_kernels_give_the_same_plans(tmp_path: Path) -> None:
    blank = "from solvers.kernels import caching; caching._as_shipped = lambda: False\n"
    plain = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    fresh = run(blank + PLANS, NUMBA_CACHE_DIR=str(tmp_path / "fresh"))
    generic = run(blank + PLANS, NUMBA_CACHE_DIR=str(tmp_path / "generic"), **plain)
    brought = run(PLANS, NUMBA_CACHE_DIR=str(tmp_path / "brought"))
    assert fresh == generic == brought
