from pathlib import Path

import pytest

from scenarios import load
from scenarios.study.running import versions
from scenarios.study.running.plan import cells, run_key
from scenarios.study.running.versions import OURS, code_hash, sources_hash, versions_behind


@pytest.fixture
def fresh_hash():  # type: ignore[no-untyped-def]
    """Read the sources again, before and after."""
    sources_hash.cache_clear()
    yield
    sources_hash.cache_clear()


def test_a_changed_line_is_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh_hash: None) -> None:
    for name in OURS:
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "code.py").write_text("wage = 12\n")
    monkeypatch.setattr(versions, "package_folder", lambda name: tmp_path / name)
    seen = [code_hash()]
    for file, text in (("sim/code.py", "wage = 13\n"), ("sim/more.py", ""), ("solvers/code.py", "")):
        (tmp_path / file).write_text(text)
        sources_hash.cache_clear()
        seen.append(code_hash())
    (tmp_path / "sim" / "notes.txt").write_text("nothing depends on it")
    sources_hash.cache_clear()
    assert len(set(seen)) == 4
    assert code_hash() == seen[-1]


def test_a_solver_counts_by_the_package_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def keys() -> list[str]:
        return [cells(load(f"tiny+delivery.solver.name={name}"), [0])[0].key for name in ("ortools", "savings")]

    before = keys()
    real = versions.version
    monkeypatch.setattr(versions, "version", lambda name: "99.0" if name == "ortools" else real(name))
    after = keys()
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_a_policy_in_a_file_counts_by_the_file(tmp_path: Path) -> None:
    policy = tmp_path / "hourly.py"
    policy.write_text((Path(__file__).parent / "poison.py").read_text())
    reference = f"tiny+delivery.dispatch={{policy: {policy}::Poison, how: raise}}"
    before = run_key(load(reference), 1)
    policy.write_text(policy.read_text().replace("3_600_000_000", "1_800_000_000"))
    assert run_key(load(reference), 1) != before
    assert any(name.endswith("hourly.py::Poison") for name in versions_behind(load(reference).config))


def test_an_engine_of_a_package_is_not_forgotten() -> None:
    from solvers.registry import _NEEDS_MODULE

    assert set(versions.ENGINES) == set(_NEEDS_MODULE)
