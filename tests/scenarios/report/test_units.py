"""The unit that stands beside a number in the register of assumptions."""

import pytest

from scenarios import load
from scenarios.report.assumptions import _field
from scenarios.report.units import unit_of
from scenarios.scenario import standing


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("placement.preferences.express", "relative share"),
        ("placement.catalogue.cost_share", "share"),
        ("placement.catalogue.popularity_exponent", ""),
        ("aftersales.returns.scrapped", "share"),
        ("aftersales.returns.seconds_value", "share"),
        ("aftersales.satisfaction.incomplete", "stars"),
        ("aftersales.support.history_factor", "factor"),
        ("delivery.carrier.attempts_included", "count"),
        ("delivery.carrier.rate_per_parcel.default", "EUR"),
        ("delivery.fleet.speed_kilometres_per_hour", "kilometres per hour"),
        ("delivery.promise.quantile", "share"),
        ("delivery.promise.express_hours", "hours"),
        ("fulfilment.picking.minutes_per_line", "minutes per line"),
        ("fulfilment.stores.collection.hours_until_collected", "hours"),
        ("inventory.leftover_value", "share"),
        ("inventory.lead_time_days", "days"),
        ("inventory.order_cost", "EUR"),
        ("placement.demand.orders_per_day", ""),
    ],
)
def test_it_is_that_of_the_number_and_not_of_a_word_beside_it(path: str, unit: str) -> None:
    scenario = load("tiny")
    parts = tuple(path.split("."))
    whole = isinstance(standing(scenario, parts), int)
    assert unit_of(parts[-1], _field(scenario, parts), "EUR", whole=whole) == unit
