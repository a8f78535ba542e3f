"""What a notebook holds in its hands: results, comparisons and scenarios as tables, and nothing computed twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios import compare, load, run
from scenarios.errors import InputError
from scenarios.study.running import execute
from scenarios.study.running.results import RunResult


@pytest.fixture(scope="module")
def pair() -> tuple[RunResult, RunResult]:
    return run("tiny", replications=2), run("tiny+delivery.mode=carrier", replications=2)


def test_two_results_are_compared_without_running_anything(
    pair: tuple[RunResult, RunResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    anew = compare("tiny", "tiny+delivery.mode=carrier", replications=2)
    monkeypatch.setattr(execute, "execute", None)
    assert compare(*pair).document() == anew.document()


def test_what_has_no_difference_is_refused(pair: tuple[RunResult, RunResult]) -> None:
    one, other = pair
    with pytest.raises(InputError, match="one is a result and the other is not"):
        compare(one, "tiny")
    with pytest.raises(InputError, match="nothing is computed"):
        compare(one, other, replications=5)
    with pytest.raises(InputError, match="replications 2, and tiny has 3"):
        compare(run("tiny", replications=3), other)


def test_frames_have_the_numbers_of_the_document(pair: tuple[RunResult, RunResult]) -> None:
    result, other = pair
    rows = result.to_polars().rows_by_key("kpi", named=True, unique=True)
    for key, kpi in result.document()["kpis"].items():
        assert rows[key] == {name: kpi[name] for name in ("mean", "low", "high", "unit", "direction", "n")}
    comparison = compare(result, other)
    found = comparison.to_polars().rows_by_key("kpi", named=True, unique=True)
    kept = comparison.document()["kpis"]
    assert {key: row["difference"] for key, row in found.items()} == {
        key: kpi["difference"] for key, kpi in kept.items()
    }


def test_waves_have_what_planning_took_and_gave(pair: tuple[RunResult, RunResult]) -> None:
    waves = pair[0].waves()
    planned = pair[0].outcome.waves
    assert waves["stops"].to_list() == [wave.stops for wave in planned]
    assert (waves["plan_cost"] * 100).round().cast(int).to_list() == [wave.cost for wave in planned]
    assert waves.filter(waves["stops"] > 0)["iterations"].min() > 0  # type: ignore[operator]
    assert set(waves["node"]) == set(pair[0].simulated.fulfilment.nodes)


def test_a_cell_of_a_notebook_shows_tables_in_which_everything_is_escaped(
    pair: tuple[RunResult, RunResult], tmp_path: Path
) -> None:
    result, other = pair
    assert result._repr_html_().count("<tr>") > 40
    answer = compare(result, other)._repr_html_()
    assert "profit" in answer.partition("<table>")[0]
    (tmp_path / "strange.yaml").write_text("extends: tiny\ntitle: <b>bold\n", encoding="utf-8")
    strange = load(tmp_path / "strange.yaml")
    assert "&lt;b&gt;bold" in strange._repr_html_()
    assert "<b>" not in strange._repr_html_()


def test_a_store_given_as_a_path_keeps_what_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "kept.sqlite"

    def stop(one: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run("tiny", replications=3, jobs=1, store=kept, on_done=stop)
    seen: list[int] = []
    result = run("tiny", replications=3, jobs=1, store=str(kept), on_done=lambda one: seen.append(one.number))
    assert len(result.replications) == 3
    assert result.kpis() == run("tiny", replications=3).kpis()


def test_what_a_session_shows_of_a_result_is_short() -> None:
    result = run("tiny+delivery.mode=carrier", replications=2, jobs=1)
    assert repr(result) == "RunResult('tiny+delivery.mode=carrier', 2 replications)"
    assert repr(compare(result, result)).startswith("Comparison('tiny+delivery.mode=carrier', ")
    assert repr(result.scenario) == "Scenario('tiny+delivery.mode=carrier')"
