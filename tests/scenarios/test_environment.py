import os
from pathlib import Path

import pytest

from scenarios.environment import cache_state, cores, kernels_compiled, package_folder


def test_the_cache_is_looked_for_where_numba_was_told_to_put_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert not kernels_compiled()
    # a package that was installed as a wheel brings some
    assert cache_state()[0][1].startswith(("none compiled yet", "those of routing came compiled"))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "search.nbi").write_bytes(b"")
    assert kernels_compiled()
    assert cache_state() == [("kernels", "1 compiled"), ("kernel cache", str(tmp_path))]


def test_a_package_that_is_not_there_is_named() -> None:
    with pytest.raises(ModuleNotFoundError, match="nosuch"):
        package_folder("nosuch")


def test_there_is_at_least_one_core() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
