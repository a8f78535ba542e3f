"""A trace that has been read: the configuration it replays in, and a tape for every replication.

The orders are facts and the same in every replication; what the file does not tell (which payment is declined, which
line mis-picked, how long the carrier takes) is drawn from the seed. Times on the tape are microseconds since midnight
of the day of the first order, which becomes the scenario's start.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenarios.errors import InputError
from scenarios.traces.coupling import lean_normal, lean_uniform, normal_scores
from scenarios.traces.goods import Goods
from scenarios.traces.order_stamps import FIELD
from scenarios.traces.sales import Sales
from sim.config import SimConfig
from sim.placement.addresses import Addresses
from sim.placement.travel import TravelMatrix
from sim.processing.clearing import steer
from sim.tape import STANDARD, Observed, Tape, assemble
from sim.units import UNOBSERVED

UNLOCATED = 0.05
"""Share of orders without a place above which vans cannot be planned."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """A trace, cleaned.

    Parameters
    ----------
    config
        The scenario's configuration with the trace's start, days, volume, channel and catalogue size.
    notes
        What was dropped, repaired or not found, a sentence each with its count.
    placed
        Microseconds since the start, ascending, int64 (orders,).
    zones
        Names of the zones, the carrier's and the file's.
    channel
        The channel of each order, a place among the configuration's channels, uint8 (orders,).
    address, goods, observed
        What the file tells of each order, in the tape's shapes.
    paid_with
        The payment method of each order as the scenario calls it, None where the file does not tell.
    sales
        What the file says before anything is simulated: what came back, what was left out, and money.
    travel
        The ways between nodes and customers; None where they are straight lines times the detour.
    """

    config: SimConfig
    notes: tuple[str, ...]
    placed: NDArray[np.int64]
    zones: tuple[str, ...]
    channel: NDArray[np.uint8]
    address: Addresses
    goods: Goods
    observed: Observed
    paid_with: tuple[str | None, ...]
    sales: Sales
    travel: TravelMatrix | None = None

    def tape(self, seed: int, replication: int) -> Tape:
        """Return the tape of one replication: the trace's orders with fates drawn from the seed."""
        orders = self.placed.size
        tape = assemble(
            self.config,
            seed,
            replication,
            placed=self.placed,
            channel=self.channel,
            preference=np.full(orders, STANDARD, dtype=np.uint8),
            address=self.address,
            baskets=self.goods.baskets,
            goods=self.goods.catalogue,
            price=self.goods.price,
            zones=self.zones,
            observed=self._promising(),
            notes=self.notes,
            delivery_charged=self._delivery_charged(),
        )
        uniforms, factors = dict(tape.uniforms), dict(tape.factors)
        payment, trace = self.config.processing.payment, self.config.placement.trace
        uniforms["payment_method"] = steer(uniforms["payment_method"], self.paid_with, tuple(payment.methods))
        if trace is not None:
            scores, known = self.promise_scores()
            knows = trace.promise_knows
            uniforms["transit"] = lean_uniform(uniforms["transit"], scores, known, knows.transit)
            uniforms["waiting"] = lean_uniform(uniforms["waiting"], scores, known, knows.handling)
            factors["picking"] = lean_normal(factors["picking"], scores, known, knows.handling)
        return replace(tape, uniforms=uniforms, factors=factors, travel=self.travel)

    def _promising(self) -> Observed:
        """What was observed, without the file's promises where the scenario's rule gives them."""
        trace = self.config.placement.trace
        if trace is None or trace.promises == "kept":
            return self.observed
        return replace(self.observed, promised=np.full_like(self.observed.promised, UNOBSERVED))

    def _delivery_charged(self) -> NDArray[np.int64] | None:
        """What each customer paid for delivery, without tax; None where no column and no line tells."""
        trace, paid = self.config.placement.trace, self.sales.orders["net_delivery"]
        if trace is None or not ("delivery_charged" in trace.columns or (paid != 0).any()):
            return None
        return paid.to_numpy().astype(np.int64)

    def refuse_nowhere(self) -> None:
        """Refuse vans that are to drive to orders nobody located.

        Raises
        ------
        InputError
            If the scenario has vans and more than one order in twenty has no place.
        """
        orders, mode, trace = self.sales.orders, self.config.delivery.mode, self.config.placement.trace
        lost = orders["latitude"].null_count()
        if mode != "carrier" and lost > UNLOCATED * orders.height:
            raise InputError(
                f"{trace.path if trace else ''}:1: delivery.mode: {mode} drives to places, {lost} of {orders.height} "
                f"orders have none; {FIELD}.columns.latitude and longitude, {FIELD}.companions.places (a table of "
                "postcodes), or delivery.mode=carrier are accepted"
            )

    def promise_scores(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return how long each order's promise is among those of its zone, and where there is a promise."""
        known = self.observed.promised != UNOBSERVED
        return normal_scores(self.observed.promised - self.placed, self.address.zone, known), known
