"""What is drawn has the law it is said to have: arrivals, popularity, baskets, factors, fates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from reference.evidence import agrees, fits
from scipy import stats

from sim.aftersales.changed_minds import changed_minds
from sim.aftersales.satisfaction import CASES, stars, thresholds
from sim.config import SimConfig
from sim.delivery.carrier import transit_times
from sim.fulfilment.faults import mispicked, orders_with, put_right
from sim.fulfilment.workloads import workloads
from sim.placement.addresses import city
from sim.placement.baskets import Baskets
from sim.placement.catalogue import catalogue
from sim.placement.demand import hourly_means, placed_times
from sim.processing import checks
from sim.processing.fraud import fraudulent
from sim.streams import exponential, key, log_logistic, stream, uniform, uniforms
from sim.tape import Tape, draw
from sim.units import DAY, HOUR

BIG = SimConfig.model_validate(
    {"days": 7, "placement": {"demand": {"orders_per_day": 9000}, "catalogue": {"items": 60}}}
)  # fmt: skip


@pytest.fixture(scope="module")
def tape() -> Tape:
    return draw(BIG, 11, 0)


def test_orders_an_hour_are_poisson_with_the_profile_s_mean() -> None:
    demand, start = BIG.placement.demand, date(2026, 3, 5)
    expected = hourly_means(demand, start, 10)
    assert expected.sum() == pytest.approx(10 * 9000, rel=0.02)
    assert hourly_means(demand, start, 7).sum() == pytest.approx(7 * 9000)
    for replication in range(3):
        placed = placed_times(demand, start, 10, stream(1, replication, "demand"))
        assert np.all(np.diff(placed) >= 0)
        assert placed[0] >= 0
        assert placed[-1] < 10 * DAY
        fits(np.bincount(placed // HOUR, minlength=240), expected)


def test_weekdays_follow_the_calendar() -> None:
    demand = BIG.placement.demand.model_copy(update={"day_of_week": (0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0)})
    means = hourly_means(demand, date(2026, 3, 5), 7).reshape(7, 24).sum(axis=1)
    assert np.flatnonzero(means).tolist() == [2], "a week that starts on a Thursday has its Saturday on the third day"


def test_items_are_demanded_by_zipf(tape: Tape) -> None:
    rank = np.arange(1, 61, dtype=np.float64) ** -BIG.placement.catalogue.popularity_exponent
    assert catalogue(BIG.placement.catalogue).popularity == pytest.approx(rank / rank.sum())
    items = np.bincount(tape.baskets.item, minlength=60)
    fits(items, tape.lines * rank / rank.sum(), lost=1)


def test_baskets_are_geometric(tape: Tape) -> None:
    lines = np.diff(tape.baskets.line_start)
    p = 1 / BIG.placement.baskets.lines
    law = np.array([p * (1 - p) ** k for k in range(12)])
    fits(np.bincount(np.minimum(lines - 1, 12), minlength=13), tape.orders * np.append(law, 1 - law.sum()), lost=1)
    q = 1 / BIG.placement.baskets.quantity
    law = np.array([q * (1 - q) ** k for k in range(4)])
    units = np.minimum(tape.baskets.quantity.astype(np.int64) - 1, 4)
    fits(np.bincount(units, minlength=5), tape.lines * np.append(law, 1 - law.sum()), lost=1)


def test_channels_and_preferences_have_their_shares(tape: Tape) -> None:
    shares = np.array([channel.share for channel in BIG.placement.channels.values()])
    fits(np.bincount(tape.channel, minlength=shares.size), tape.orders * shares / shares.sum(), lost=1)
    fits(np.bincount(tape.preference, minlength=3), tape.orders * np.array([0.55, 0.35, 0.10]), lost=1)


def test_homes_lie_in_the_city() -> None:
    x, y, zone = city(BIG.placement.addresses)
    away = np.hypot(x.astype(float), y.astype(float))
    assert away.max() <= 9000 + 1
    ring = 3 * away / 9000
    clear = np.abs(ring - np.rint(ring)) > 1e-3
    assert np.array_equal(zone[clear], np.minimum(2, ring[clear].astype(int)))


def test_every_uniform_of_the_tape_is_uniform_and_of_its_own(tape: Tape) -> None:
    names = sorted(tape.uniforms)
    for name in names:
        column = tape.uniforms[name]
        assert column.min() >= 0
        assert column.max() < 1
        fits(np.bincount((column * 20).astype(int), minlength=20), np.full(20, tape.orders / 20), lost=1)
    correlation = np.corrcoef([tape.uniforms[name] for name in names])
    np.fill_diagonal(correlation, 0.0)
    assert np.abs(correlation).max() < 5.5 / np.sqrt(tape.orders)


def test_keyed_draws_are_uniform_in_every_part_of_their_key() -> None:
    one = np.arange(40_000)
    for draws in (
        uniforms(9, one),
        uniforms(9, one * 0, one),
        uniforms(9, one * 0, 0, one),
        uniforms(9, one, one, one),
    ):
        fits(np.bincount((draws * 50).astype(int), minlength=50), np.full(50, one.size / 50), lost=1)
        assert abs(np.corrcoef(draws[1:], draws[:-1])[0, 1]) < 5 / np.sqrt(one.size)
    assert len({key(1, 0, "door"), key(1, 1, "door"), key(2, 0, "door"), key(1, 0, "doors")}) == 4


def test_factors_have_mean_one() -> None:
    middle = (np.arange(400_000) + 0.5) / 400_000
    for scale in (0.0, 0.05, 0.09, 0.15, 0.3):
        assert log_logistic(middle, scale).mean() == pytest.approx(1.0, abs=2e-3)
    waits = [exponential(uniform(5, k), 7.0) for k in range(40_000)]
    agrees(np.array(waits).reshape(40, 1000).mean(axis=1), 7.0, narrow=0.05)


def test_work_has_the_stated_mean(tape: Tape) -> None:
    work = workloads(tape, BIG, tape.orders, tape.placed)
    lots = (np.arange(tape.orders) * 40) // tape.orders

    def by_lot(values: np.ndarray) -> np.ndarray:
        return np.bincount(lots, weights=values) / np.bincount(lots)

    packing, labelling = BIG.fulfilment.packing, BIG.fulfilment.labelling
    lines = np.diff(tape.baskets.line_start)
    checked = packing.quality_check * packing.check_seconds_per_line * 1e6 * lines
    corrected = put_right(tape, BIG) & orders_with(mispicked(tape, BIG), tape).astype(np.bool_)
    packed = work.packing[: tape.orders] - checked - packing.correction_minutes * 60e6 * corrected
    agrees(by_lot(packed), packing.minutes * 60e6, narrow=0.02)
    agrees(by_lot(work.labelling[: tape.orders]), labelling.seconds * 1e6, narrow=0.02)
    agrees(by_lot(work.factor), 1.0, narrow=0.02)
    asked = BIG.placement.baskets.special_preparation * BIG.fulfilment.picking.special_preparation_minutes * 60e6
    agrees(by_lot(work.preparation), asked, narrow=0.15)


def test_checks_fail_as_often_as_stated(tape: Tape) -> None:
    flags, payment = checks.flags(tape, BIG), BIG.processing.payment
    n = tape.orders

    def count(bits: int) -> np.ndarray:
        hits = int(np.sum((flags & bits) == bits))
        return np.array([hits, n - hits])

    def split(share: float) -> np.ndarray:
        return n * np.array([share, 1 - share])

    fits(count(checks.DECLINED), split(payment.decline), lost=1)
    gone = payment.decline * (1 - payment.retry * payment.retry_success)
    fits(count(checks.GIVES_UP), split(gone), lost=1)
    fits(count(checks.REVIEWED), split(payment.review), lost=1)
    fraud = payment.fraud * (1 - (1 - payment.review) ** payment.screen_power)  # of which the screen has
    rejected = fraud * payment.review_detection + (payment.review - fraud) * payment.review_rejection
    fits(count(checks.FRAUD), split(rejected), lost=1)
    everywhere = int(fraudulent(tape, BIG).sum())
    fits(np.array([everywhere, n - everywhere]), split(payment.fraud), lost=1)
    price = BIG.processing.price.error * BIG.processing.verification.automatic_detection
    fits(count(checks.PRICE_NOTICED), split(price), lost=1)


def test_transit_times_have_the_quantiles_of_the_table(tape: Tape) -> None:
    carrier = BIG.delivery.carrier.model_copy(
        update={"transit_hours": {"default": (10.0, 20.0, 40.0), "1": (1.0, 2.0, 3.0, 7.0)}}
    )
    config = BIG.model_copy(update={"delivery": BIG.delivery.model_copy(update={"carrier": carrier})})
    hours = transit_times(tape, config) / HOUR
    for zone, table in ((0, (10.0, 20.0, 40.0)), (1, (1.0, 2.0, 3.0, 7.0))):
        there = np.sort(hours[tape.address.zone == zone])
        inside, _ = np.histogram(there, bins=table)
        assert inside.sum() == there.size, "no transit outside the table"
        fits(inside, np.full(inside.size, there.size / inside.size), lost=1)


def test_changed_minds_are_binomial() -> None:
    config = SimConfig.model_validate({"aftersales": {"returns": {"changed_mind": 0.3}}})
    for quantity in (1, 2, 5):
        tape = flat_lines(quantity, 40_000)
        units = changed_minds(tape, config)
        law = stats.binom.pmf(np.arange(quantity + 1), quantity, 0.3)
        counts = np.bincount(units, minlength=quantity + 1)
        # Uniforms on a grid give each value its share to within a grid step or two.
        assert np.abs(counts / units.size - law).max() < 3 / units.size + 1e-6


@pytest.mark.parametrize(("rate", "sent_back"), [(0.0, 0), (1.0, 4)])
def test_minds_that_always_or_never_change(rate: float, sent_back: int) -> None:
    config = SimConfig.model_validate({"aftersales": {"returns": {"changed_mind": rate}}})
    assert set(changed_minds(flat_lines(4, 1000), config).tolist()) == {sent_back}


def flat_lines(quantity: int, lines: int) -> Tape:
    """A tape of one-line orders whose line uniforms stand on an even grid."""
    tape = draw(SimConfig.model_validate({"days": 1, "placement": {"demand": {"orders_per_day": 10}}}), 1, 0)
    grid = ((np.arange(lines) + 0.5) / lines).astype(np.float64)
    return replace(
        tape,
        placed=np.arange(lines),
        baskets=Baskets(
            line_start=np.arange(lines + 1, dtype=np.int32),
            item=np.zeros(lines, dtype=np.int32),
            quantity=np.full(lines, quantity, dtype=np.int16),
        ),
        line_uniforms={**tape.line_uniforms, "changed_mind": grid},
    )


@pytest.mark.parametrize("mean", [1.0, 1.7, 3.0, 4.3, 5.0])
def test_stars_have_exactly_the_mean(mean: float) -> None:
    steps = thresholds(mean)
    assert 1 + sum(1 - step for step in steps) == pytest.approx(mean, abs=1e-12)
    assert list(steps) == sorted(steps)


def test_stars_rise_with_the_quantile_and_fall_with_trouble() -> None:
    config = SimConfig().aftersales.satisfaction
    quantiles = np.linspace(0, 0.999999, 301).astype(np.float32)

    def rating(case: int) -> np.ndarray:
        return stars(config, np.full(quantiles.size, case, dtype=np.uint8), quantiles)

    flawless = rating(0)
    assert (np.diff(flawless) >= 0).all()
    assert {1, 5} <= set(flawless.tolist()) <= {1, 2, 3, 4, 5}
    for bit in (1, 2, 4, 8, 16, 32):
        for case in range(CASES):
            if not case & bit:
                assert (rating(case | bit) <= rating(case)).all()
        assert rating(bit).sum() < flawless.sum()


def test_a_channel_has_hours_of_its_own() -> None:
    """A store open from nine to six takes no order at night, and every channel its share."""
    shop = [1.0 if 9 <= hour < 18 else 0.0 for hour in range(24)]
    document = {
        "days": 1,
        "placement": {
            "demand": {"orders_per_day": 40_000},
            "channels": {
                "web": {"share": 0.75}, "app": None, "email": None, "phone": None,
                "store": {"share": 0.25, "staffed": True, "hour_of_day": shop},
            },
        },
    }  # fmt: skip
    document["placement"]["channels"] = {k: v for k, v in document["placement"]["channels"].items() if v}  # type: ignore[index]
    tape = draw(SimConfig.model_validate(document), 3, 0)
    hour = tape.placed // HOUR % 24
    store = tape.channel == 1
    assert store.mean() == pytest.approx(0.25, abs=0.02)
    assert set(hour[store].tolist()) == set(range(9, 18))
    by_hour = np.bincount(hour[store])[9:]
    assert by_hour.max() < 1.2 * by_hour.min()
    assert (hour[~store] < 9).any()
