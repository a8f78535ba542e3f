import pytest
from hand_made_runs import books, run_of

from scenarios import compare, load, run
from scenarios.answer import in_words
from scenarios.study.running.replication import Replication
from scenarios.study.running.results import RunResult
from scenarios.study.statistics.warm_up import CountedDays
from scenarios.tables import comparison_table, design_in_words, run_table
from scenarios.text_tables import number, signed, text_table
from sim.kpis import HEADLINE


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.9532, "share", "95.3"),
        (1234.5, "money", "1,234.50"),
        (None, "share", "-"),
        (13953.0, "orders", "13,953"),
        (0.0123, "hours", "0.012"),
        (3.14159, "hours", "3.14"),
        (12345.6, "hours", "12,346"),
    ],
)
def test_a_value_is_written_as_its_unit_wants(value: float | None, unit: str, text: str) -> None:
    assert number(value, unit) == text


def test_a_difference_has_its_sign() -> None:
    assert (signed(0.01, "share"), signed(-2.0, "money"), signed(None, "money")) == ("+1.0", "-2.00", "-")


def test_numbers_stand_to_the_right_and_words_to_the_left() -> None:
    table = text_table(("KPI", "mean", "unit"), [("a", "1", "%"), ("longer", "100", "hours")])
    assert table.splitlines() == [
        "KPI     mean  unit",
        "------  ----  -----",
        "a          1  %",
        "longer   100  hours",
    ]


def test_the_headline_is_always_shown() -> None:
    comparison = compare("tiny", "tiny", replications=2)
    lines = comparison_table(comparison).splitlines()
    assert tuple(line.split()[0] for line in lines[2 : 2 + len(HEADLINE)]) == HEADLINE
    assert comparison.table().startswith(comparison_table(comparison))
    assert "All net of VAT and sales tax." in comparison.table()
    assert not any(word in comparison.table() for word in ("eplication", "Holm", "ariance"))


def test_what_only_one_of_two_has_is_told_and_what_neither_has_is_not() -> None:
    asked = load("tiny", ["experiment.kpis=[kilometres, fill_rate, wait.picking.north]"])
    comparison = compare(asked, "tiny+delivery.mode=carrier", replications=2)
    rows = {line.split()[0]: line.split()[1:] for line in comparison_table(comparison).splitlines() if line}
    assert rows["kilometres"][1:] == ["-", "-", "km", "only", "in", "A"]
    assert rows["fill_rate"][-1] == "equal"
    names = list(rows)
    assert names[names.index("kilometres") :][:3] == ["kilometres", "fill_rate", "wait.picking.north"]
    assert "only in A" in comparison_table(comparison).splitlines()[-1]
    back = compare("tiny+delivery.mode=carrier", asked, replications=2).table(everything=True)
    assert any(
        line.startswith("kilometres ") and line.endswith("only in B") for line in map(str.rstrip, back.splitlines())
    )
    assert "orders_collected" not in back


def test_a_comparison_shows_what_common_random_numbers_gain_in_money_and_in_time() -> None:
    lines = compare("tiny", "tiny+delivery.solver.name=savings", replications=3).table(everything=True).splitlines()
    assert lines[0].endswith("variance reduction")
    for key in ("cost_per_order", "order_cycle_time"):
        row = next(line for line in lines if line.startswith(f"{key} "))
        assert float(row.split()[-1].replace(",", "")) > 0
    assert "how many times more replications" in lines[-1]
    assert "Holm's rule" in lines[-2]


def test_one_replication_is_honest_about_its_interval() -> None:
    words = in_words(compare("tiny", "tiny+delivery.mode=carrier", replications=1))
    assert "simulated once, so how much is chance is not known" in words[0]


def test_other_customers_are_said_to_be_others() -> None:
    words = in_words(compare("tiny", "tiny+placement.demand.orders_per_day=300", replications=2))
    assert "did not meet the same customers" in words[-1]


def test_batches_that_lean_on_each_other_are_named() -> None:
    chosen = load("tiny", ["experiment.design=steady_state"])
    rising = tuple({"order_cycle_time": float(k), "cost_per_order": float(k % 2)} for k in range(20))
    one = Replication(0, "", rising[0], (), 0.0, parts=rising)
    words = design_in_words(RunResult(chosen, (one,), counted=CountedDays(1, 41)))
    assert words[1] == "Intervals are those of 20 batches of 2 days each; totals are those of a batch."
    assert "lean on each other in order_cycle_time: their" in words[2]
    assert design_in_words(RunResult(load("tiny"), (one,))) == []


def test_what_nothing_could_be_observed_of_is_named_below_the_table() -> None:
    ran = run("tiny+delivery.mode=carrier", replications=1)
    table, _, absent = run_table(ran).partition("Nothing to observe in this business: ")
    assert "kilometres" in absent
    assert "store_hours" in absent
    rows = [line.split()[0] for line in table.splitlines()[2:] if line.strip()]
    assert set(rows).isdisjoint(absent.rstrip(".\n").replace("\n", " ").split(", "))
    assert not any(" - " in line for line in table.splitlines()[2:])
    assert len(rows) + len(absent.split(",")) == len(ran.kpis())


def test_what_the_question_asks_stands_behind_the_headline() -> None:
    asked = run_of("tiny+experiment.kpis=[orders_late, orders_delivered]", books(5000, 0.98), books(5100, 0.97))
    head = run_table(asked).split("\n\n")[0]
    assert [line.split()[0] for line in head.splitlines()[2:]][-2:] == ["orders_late", "orders_delivered"]
    usual = run_table(run_of("tiny", books(5000, 0.98), books(5100, 0.97))).split("\n\n")[0]
    assert "orders_late" not in usual
