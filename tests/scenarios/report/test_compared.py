"""The page of a comparison: the answer, what it is made of, and nothing that asks a network."""

import re
from dataclasses import replace

import pytest
from hand_made_runs import books, run_of
from hypothesis import given
from hypothesis import strategies as st

from scenarios.report.compared import _title, comparison_page
from scenarios.report.study_page import waterfall
from scenarios.resolve import arms_of, load
from scenarios.study.statistics.comparison import Comparison, compared


def week(profit: float, on_time: float) -> dict[str, float]:
    return books(profit, on_time, order_cycle_time=20.0)


@pytest.fixture
def comparisons(tmp_path) -> list[Comparison]:  # type: ignore[no-untyped-def]
    (tmp_path / "p.yaml").write_text(
        'extends: tiny\ndays: 7\ntargets: {on_time_delivery: ">= 0.95"}\n'
        "arms: {vans: {title: Own <vans>}, carrier: {title: Carrier, set: {delivery.mode: carrier}}}\n"
    )
    vans, carrier = arms_of(load(tmp_path / "p.yaml"))

    a = run_of(vans, week(5000, 0.987), week(5100, 0.986))
    return compared(a, [run_of(carrier, week(6800, 0.663), week(6930, 0.661))])


def test_it_tells_the_answer_and_what_it_rests_on(comparisons: list[Comparison]) -> None:
    page = comparison_page(comparisons, ["the table"], "orderlab compare p.yaml").decode()
    assert "Carrier instead of own &lt;vans&gt;: profit +7,892 GBP a month" in page
    assert '<li class="fails"><small>On-time delivery</small><b>66.2 %</b>' in page
    assert "wanted &gt;= 95.0 %: broken" in page
    for text in ("delivery.mode", "the table", "orderlab compare p.yaml", "delivery.carrier.rate_per_parcel"):
        assert text in page.replace("<wbr>", "")
    assert '<td class="worse">worse</td>' in page


def test_it_is_read_offline_on_paper_in_the_dark_and_on_a_phone(comparisons: list[Comparison]) -> None:
    page = comparison_page(comparisons, [""], "").decode()
    assert not re.search(r"""(?:src|href)=["'](?!data:)""", page)
    assert "http" not in page
    for medium in ("@media print", "prefers-color-scheme: dark", "max-width: 40rem", "size: A4"):
        assert medium in page
    # Where the column of intervals has no room they stand below the change; paths break at their dots.
    assert re.search(r'<td class="number">-32\.\d<small class="narrow">-[\d.]+ to -[\d.]+</small></td>', page)
    assert '<td class="">delivery.<wbr>mode</td>' in page


@given(st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=8))
def test_each_bar_begins_where_the_one_before_ends(amounts: list[int]) -> None:
    steps = waterfall([("x", float(one), "") for one in amounts], ("all", float(sum(amounts)), ""))
    place = None
    for step, one in zip(steps, amounts, strict=False):
        begin, end = step.begin, step.begin + step.length
        if place is not None:
            assert place == pytest.approx(begin if one > 0 else end, abs=1e-6)
        place = end if one > 0 else begin
    assert all(one.begin >= -1e-6 and one.begin + one.length <= 100 + 1e-6 for one in steps)
    assert steps[-1].kind == "total"


def test_a_title_counts_alternatives_where_there_are_many() -> None:
    assert _title(["a", "b"], "today") == "a, b instead of today"
    assert _title(["a", "b", "c", "d"], "today") == "4 alternatives to today"


def test_what_an_alternative_warns_of_stands_on_the_page(comparisons: list[Comparison]) -> None:
    (one,) = comparisons
    carrier = [replace(replication, warnings=("support is overloaded",)) for replication in one.b.replications]
    page = comparison_page([replace(one, b=replace(one.b, replications=carrier))], [""], "").decode()
    warning = page.index('<p class="warning">carrier: support is overloaded</p>')
    assert page.index('<p class="answer">') < warning < page.index("What the change of profit is made of"), (
        "answer first"
    )
