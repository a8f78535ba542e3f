"""What an answer hangs on, between scenarios whose difference is known by arithmetic."""

import pytest

from scenarios.resolve import load
from scenarios.study.api import compare_all
from scenarios.study.explaining.explain import Explanation, Influence, explain, seconds_needed
from scenarios.study.explaining.inputs import moved
from scenarios.study.explaining.money import DAYS_A_MONTH
from scenarios.study.running.trials import Trials
from scenarios.study.statistics.comparison import Comparison
from scenarios.study_tables import explanation_in_words

CLERKS = "processing.verification.desk.shifts.0.staff"
WAGE = "processing.verification.desk.wage_per_hour"
CARRIER = "delivery.carrier.rate_per_parcel.default"
HOURS = 16
"""The desk's shift, 07:00 to 23:00."""


SHOP = (
    "tiny+delivery.mode=carrier+experiment.replications=2+experiment.jobs=1"
    "+processing.verification.correction_minutes=0+processing.verification.desk.overtime_factor=0"
)
"""Nobody is paid for putting right, and not beyond the shift."""
ONLINE = "placement.channels={email: null, phone: null, store: null}"


@pytest.fixture(scope="module")
def question() -> Comparison:
    """Manual checks with two clerks against automatic ones with a dear carrier; nobody keys orders.

    A pays the clerks 448 a day; B pays 10 a parcel in place of 4.6, which for some hundred parcels is more.
    """
    a = load(f"{SHOP}+{ONLINE}+processing.automation=manual+{CLERKS}=2+placement.order_desk.shifts.0.staff=0")
    return compare_all([a, load(f"{SHOP}+{ONLINE}+{CARRIER}=10.0")])[0]


@pytest.fixture(scope="module")
def answer(question: Comparison) -> Explanation:
    return explain(question, Trials(1), short_runs=64)


def by_name(found: Explanation) -> dict[str, Influence]:
    return {one.input.name: one for one in found.influences}


def test_what_was_put_there_is_found(answer: Explanation) -> None:
    assert {CARRIER, WAGE, CLERKS} <= set(by_name(answer))
    assert by_name(answer)[CARRIER].input.source == "your answer"
    assert by_name(answer)[WAGE].input.source == "our default"


def test_a_wage_moves_the_profit_by_the_hours_it_is_paid_for(answer: Explanation) -> None:
    """Two clerks for 16 hours a day cost A the more, the higher the wage; B has none of them."""
    wage = by_name(answer)[WAGE]
    assert wage.more is not None
    assert wage.less is not None
    step = 2 * HOURS * 14.0 * DAYS_A_MONTH
    now = answer.now.mean or 0.0
    assert wage.more.mean - now == pytest.approx(step, abs=0.02)
    assert now - wage.less.mean == pytest.approx((wage.more.mean - now) / 2)


def test_at_the_break_even_of_a_price_profit_is_the_same(question: Comparison, answer: Explanation) -> None:
    priced = [one for one in answer.influences if one.flip is not None and one.input.price]
    assert priced
    for one in priced:
        assert one.flip is not None
        assert one.flip.near == one.flip.far
        factor = one.flip.near / one.input.value
        a, b = (moved(run.scenario, [(one.input, factor)]) for run in (question.a, question.b))
        assert a is not None
        assert b is not None
        (again,) = compare_all([a, b])
        # A rate is whole cents, and a hundred parcels have it.
        assert again.kpis()["profit"].estimate.mean == pytest.approx(0.0, abs=2.0)


@pytest.mark.nightly
def test_the_answer_does_not_depend_on_who_works(question: Comparison, answer: Explanation) -> None:
    assert explain(question, Trials(2), short_runs=64).document() == answer.document()


def test_it_is_told_in_a_table_with_whose_numbers_they_are(question: Comparison, answer: Explanation) -> None:
    told = explanation_in_words(answer, "GBP")
    assert f"{answer.candidates} inputs screened" in told
    assert "your answer" in told
    # A has two clerks and B, which needs none, the default of 14: only a factor says what was done to both.
    (clerks,) = (line for line in told.splitlines() if line.startswith(CLERKS))
    assert "2 / 14" in clerks
    assert " at 2 times" in clerks
    assert seconds_needed(question) > 0


def test_between_equals_there_is_nothing_to_hang_on() -> None:
    same = load("tiny+delivery.mode=carrier+experiment.replications=2+experiment.jobs=1")
    found = explain(compare_all([same, same])[0], Trials(1), short_runs=4)
    assert found.influences == ()
    assert not found.searched
    assert "None of the inputs that stood out in the screen moves it." in explanation_in_words(found, "GBP")
