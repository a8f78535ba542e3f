"""New orders like a file's: its marginals and overdispersion, what goes together, volume, horizon and forecasts."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from scenarios.errors import InputError
from scenarios.resolve import load
from scenarios.traces import Trace, read, tape_source
from scenarios.traces.generating.rates import rates_of
from sim.tape import Tape
from sim.units import DAY, HOUR, UNOBSERVED
from tests.made_up_shop import write_export

Run = Callable[..., Any]
Values = NDArray[Any]
NEW = "+placement.trace.orders=generate"


@pytest.fixture
def shop(orderlab: Run) -> str:
    write_export(Path("orders_export.csv"), 1500)
    answer = orderlab("import", "orders_export.csv", "--out", "shop")
    assert answer.code == 0, answer.err
    return "shop"


def tapes(reference: str, count: int = 1) -> list[Tape]:
    _, tape = tape_source(load(reference).config)
    return [tape(1, replication) for replication in range(count)]


def by_day(placed: Values, days: int) -> Values:
    return np.bincount(placed // DAY, minlength=days)


def marginals(of: Trace | Tape, days: int) -> dict[str, Values]:
    baskets = of.goods.baskets if isinstance(of, Trace) else of.baskets
    price = of.goods.price if isinstance(of, Trace) else of.price
    return {
        "orders a day": by_day(of.placed, days),
        "hour": of.placed % DAY // HOUR,
        "lines": np.diff(baskets.line_start),
        "quantity": np.asarray(baskets.quantity),
        "item": np.asarray(baskets.item),
        "price": np.asarray(price),
    }


def distance(a: Values, b: Values) -> float:
    points = np.union1d(a, b)
    below = [np.searchsorted(np.sort(one), points, side="right") / one.size for one in (a, b)]
    return float(np.abs(below[0] - below[1]).max())


def test_marginals_are_as_near_as_two_resamples_of_the_file(shop: str) -> None:
    source = read(load(shop).config, Path())
    days = source.config.days
    of_file = marginals(source, days)
    rng = np.random.default_rng(5)
    limits = {
        name: np.quantile([distance(*rng.choice(values, (2, values.size))) for _ in range(200)], 0.95)
        for name, values in of_file.items()
    }
    drawn = [marginals(tape, days) for tape in tapes(f"{shop}{NEW}", 5)]
    for name, limit in limits.items():
        within = sum(distance(of_file[name], one[name]) <= limit for one in drawn)
        assert within >= 4, name


def test_days_differ_by_as_much_more_than_luck_as_the_file_s(shop: str) -> None:
    source = read(load(shop).config, Path())
    days = source.config.days
    counts = by_day(source.placed, days)
    rng = np.random.default_rng(6)
    resampled = [c.var() / c.mean() for c in rng.choice(counts, (400, days))]
    drawn = [c.var() / c.mean() for tape in tapes(f"{shop}{NEW}", 12) for c in [by_day(tape.placed, days)]]
    assert np.quantile(resampled, 0.025) < np.mean(drawn) < np.quantile(resampled, 0.975)
    assert np.mean(drawn) > 1.3  # weekdays, growth and good days beyond a Poisson process's 1


def test_what_is_bought_together_in_the_file_is_bought_together(shop: str) -> None:
    source = read(load(shop).config, Path())
    names = source.goods.names

    def together(baskets: Any, first: str, second: str) -> float:
        start, item = baskets.line_start, baskets.item
        orders = np.repeat(np.arange(start.size - 1), np.diff(start))
        one, two = (set(orders[item == names.index(name)].tolist()) for name in (first, second))
        return len(one & two) / len(one)

    (tape,) = tapes(f"{shop}{NEW}")
    for pair in (("Running shoe", "Running sock"), ("Water bottle", "Energy bar"), ("Rain jacket", "Running sock")):
        assert together(tape.baskets, *pair) == pytest.approx(together(source.goods.baskets, *pair), abs=0.08), pair


def test_a_fifth_more_is_a_fifth_more_and_of_the_same_days(shop: str) -> None:
    known = tapes(f"{shop}{NEW}", 6)
    more = tapes(f"{shop}{NEW}+placement.trace.generate.volume=1.2", 6)
    assert sum(t.orders for t in more) / sum(t.orders for t in known) == pytest.approx(1.2, abs=0.03)
    assert np.corrcoef(by_day(known[0].placed, 90), by_day(more[0].placed, 90))[0, 1] > 0.9
    assert tapes(f"{shop}{NEW}")[0].digest() == known[0].digest()


def test_a_longer_horizon_goes_on_where_the_file_ends(shop: str) -> None:
    config, tape = tape_source(load(f"{shop}{NEW}+placement.trace.generate.days=120").config)
    assert (config.days, str(config.start)) == (120, "2026-01-05")
    counts = np.mean([by_day(tape(1, k).placed, 120) for k in range(20)], axis=0)
    last, ahead = counts[62:90].mean(), counts[90:118].mean()
    assert ahead == pytest.approx(last, rel=0.1)
    new = tape(1, 0)
    assert new.observed is not None
    for stage in ("approved", "shipped", "delivered"):
        assert (getattr(new.observed, stage) == UNOBSERVED).all()
    assert (np.diff(new.placed) >= 0).all()


def test_a_forecast_by_day_is_met(shop: str, orderlab: Run) -> None:
    rows = [f"2026-05-{day:02d},{40 if day % 2 else 10}\n" for day in range(1, 29)]
    Path("forecast.csv").write_text("date,orders\n" + "".join(rows), encoding="utf-8")
    reference = f"{shop}{NEW}+placement.demand.by_day=forecast.csv"
    config, tape = tape_source(load(reference).config)
    assert (config.days, config.start) == (28, date(2026, 5, 1))
    counts = np.mean([by_day(tape(1, k).placed, 28) for k in range(40)], axis=0)
    assert counts[0::2].mean() == pytest.approx(40, rel=0.08)
    assert counts[1::2].mean() == pytest.approx(10, rel=0.15)
    answer = orderlab("run", f"{shop}+placement.demand.by_day=forecast.csv")
    assert answer.code == 2
    assert "placement.trace.orders=generate" in answer.err


def test_an_event_and_growth_count_beyond_the_file(shop: str) -> None:
    begin = date(2026, 4, 13)
    event = f"{{sale: {{from: {begin}, to: {begin + timedelta(days=1)}, factor: 4}}}}"
    days = "+placement.trace.generate.start=2026-04-06+placement.trace.generate.days=14"
    _, usual = tape_source(load(f"{shop}{NEW}{days}").config)
    _, sale = tape_source(load(f"{shop}{NEW}{days}", [f"placement.demand.events={event}"]).config)
    a, b = (np.mean([by_day(tape(1, k).placed, 14) for k in range(20)], axis=0) for tape in (usual, sale))
    assert b[7:9].sum() / a[7:9].sum() == pytest.approx(4, rel=0.1)
    assert b[:7].sum() == pytest.approx(a[:7].sum())


def test_steady_days_stay_steady_and_closed_days_closed() -> None:
    counts = np.tile([10, 10, 10, 10, 10, 0, 0], 12)
    rates = rates_of(counts)
    drawn = rates.drawn(rates.of_days(84, 70), 84, np.random.default_rng(1))
    assert (drawn[5::7] == 0).all()
    assert (drawn[6::7] == 0).all()
    assert np.abs(drawn[:5] - 10).max() <= 1
    assert rates.dispersion < 0


def test_the_season_of_a_year_ago_comes_again_and_so_does_the_growth() -> None:
    days = np.arange(800)
    counts = np.rint((20 + 15 * (days % 364 >= 330)) * np.where(days >= 364, 1.5, 1.0)).astype(np.int64)
    ahead = rates_of(counts).of_days(800, 364)
    peak = ahead[(days[:364] + 800) % 364 > 344].mean()
    usual = ahead[(days[:364] + 800) % 364 < 300].mean()
    assert peak / usual == pytest.approx(35 / 20, rel=0.1)


def test_more_orders_than_memory_holds_are_refused(shop: str) -> None:
    many = "".join(f"{date(2026, 5, 1) + timedelta(days=k)},1000000\n" for k in range(60))
    Path("forecast.csv").write_text(f"date,orders\n{many}", "utf-8")
    with pytest.raises(InputError, match="at most"):
        tape_source(load(f"{shop}{NEW}+placement.demand.by_day=forecast.csv").config)
