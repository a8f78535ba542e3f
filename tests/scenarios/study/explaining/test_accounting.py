"""What a change of profit is put down to: inputs that exist, for every part there is."""

from dataclasses import replace

from hand_made_runs import books, run_of

from scenarios.answer import in_words
from scenarios.resolve import load
from scenarios.scenario import standing
from scenarios.study.explaining.accounting import DESKS, PRICED_BY, document, on_defaults, pieces
from scenarios.study.running.replication import Replication
from scenarios.study.statistics.comparison import compared
from sim.kpis.costs import PARTS


def test_every_input_named_is_one_that_can_be_set() -> None:
    scenario = load("city_day")
    for path in (path for paths in (*PRICED_BY.values(), DESKS.values()) for path in paths):
        assert path == "overheads" or standing(scenario, tuple(path.split("."))) is not None, path


def test_every_cost_part_has_its_inputs() -> None:
    """Labour is known desk by desk, shipping by how it is delivered."""
    assert {f"cost.{part}" for part in PARTS} - set(PRICED_BY) <= {"cost.labour", "cost.shipping"}


def test_two_numbers_are_whose_each_is() -> None:
    """Who sets the fee of a payment and leaves its share answers for the fee alone."""
    weeks = [books(5000, 0.98, **{"cost.payment": 500.0 + k}) for k in range(3)]
    more = [books(5000, 0.98, **{"cost.payment": 900.0 + k}) for k in range(3)]
    b = run_of("tiny+days=7+processing.payment.fee_fixed=0.7", *(one | {"cost.shipping": 45_000.0} for one in more))
    a = run_of("tiny+days=7", *(one | {"cost.shipping": 45_000.0} for one in weeks))
    a, b = (replace(one, replications=tuple(map(_settled, one.replications))) for one in (a, b))
    (found,) = compared(a, [b])
    (piece,) = pieces(found)
    assert (piece.part, piece.source) == ("cost.payment", "mixed")
    assert piece.sources == ("our default", "your answer")
    assert on_defaults([piece]) == 0
    named = "`processing.payment.fee_share`, our default and `processing.payment.fee_fixed`, your answer"
    assert any(f"100 % of what moves is {named}." == line for line in in_words(found))
    assert document([piece])[0]["sources"]["processing.payment.fee_fixed"] == "your answer"


def _settled(one: Replication) -> Replication:
    """The replication whose profit is what its parts leave."""
    kpis = dict(one.kpis)
    spent = sum(value for key, value in kpis.items() if key.startswith("cost."))
    return replace(one, kpis=kpis | {"profit": kpis["turnover.goods"] - spent})
