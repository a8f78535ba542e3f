"""What stores were offered and took, and the sales they saved: what no centre had, sent from a store."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.fold import Handler, total
from sim.kpis.shortage import Shortage
from sim.kpis.view import View
from sim.life.goods import STOCK_PICKED
from sim.life.happening import Happening, Rows
from sim.life.lines import LINE_SHORT
from sim.life.offers import CENTRES_LACK, OFFER_ANSWERED, OFFER_MADE, Answer, Elsewhere
from sim.outcome import Facts


class Offered:
    """Offers by what became of them, and lines that no centre could promise.

    `answers` counts answers by `Answer`; `lacked` are units by line that no centre had at the check, int64 (lines,),
    `held` those of them that a store's record had; `picked` units by line that stores took from their shelves, int64
    (lines,); `short` units that they did not find.
    """

    of_days: ClassVar[bool] = False

    def __init__(self, facts: Facts) -> None:
        tape = facts.tape
        self._line_start = tape.baskets.line_start
        self._stores = np.array(facts.config.fulfilment.store_numbers, dtype=np.int64)
        self.made = 0
        self.answers = [0] * len(Answer)
        size = tape.lines if self._stores.size else 0
        self.lacked: NDArray[np.int64] = np.zeros(size, dtype=np.int64)
        self.picked: NDArray[np.int64] = np.zeros(size, dtype=np.int64)
        self.held = 0
        self.short = 0

    def handlers(self) -> dict[Happening, Handler]:
        """Return what each kind of event adds; nothing is looked at in a business without stores."""
        if not self._stores.size:
            return {}
        return {
            OFFER_MADE: self._made,
            OFFER_ANSWERED: self._answered,
            CENTRES_LACK: self._lacked,
            STOCK_PICKED: self._picked,
            LINE_SHORT: self._short,
        }

    def _line(self, rows: Rows) -> NDArray[np.int64]:
        return np.asarray(self._line_start[rows["order"]].astype(np.int64) + rows["line"], dtype=np.int64)

    def _at_stores(self, rows: Rows) -> Rows:
        return rows.compress(np.isin(rows["node"], self._stores))

    def _made(self, rows: Rows) -> None:
        self.made += rows.size

    def _answered(self, rows: Rows) -> None:
        counts = np.bincount(rows["reason"], minlength=len(Answer)).tolist()
        self.answers = [a + b for a, b in zip(self.answers, counts, strict=True)]

    def _lacked(self, rows: Rows) -> None:
        np.add.at(self.lacked, self._line(rows), rows["units"])
        self.held += total(rows.compress(rows["reason"] == Elsewhere.IN_A_STORE))

    def _picked(self, rows: Rows) -> None:
        mine = self._at_stores(rows)
        np.add.at(self.picked, self._line(mine), mine["units"])

    def _short(self, rows: Rows) -> None:
        self.short += total(self._at_stores(rows))


def _stores(view: View) -> Offered | None:
    """The reader, None in a business without stores."""
    return view.of(Offered) if view.facts.config.fulfilment.store_numbers else None


def _both(view: View) -> Offered | None:
    """The reader, None where there are no stores or no centres."""
    fulfilment = view.facts.config.fulfilment
    return _stores(view) if len(fulfilment.store_numbers) < len(fulfilment.nodes) else None


def _made(view: View) -> float | None:
    offered = _stores(view)
    return None if offered is None else float(offered.made)


def _answer(*kinds: Answer) -> Callable[[View], float | None]:
    def of_offers(view: View) -> float | None:
        offered = _stores(view)
        return None if offered is None else share(sum(offered.answers[kind] for kind in kinds), offered.made)

    return of_offers


def _short(view: View) -> float | None:
    offered = _stores(view)
    return None if offered is None else share(offered.short, offered.short + int(offered.picked.sum()))


def _recovered_units(offered: Offered) -> NDArray[np.int64]:
    return np.minimum(offered.lacked, offered.picked)


def _recovered(view: View) -> float | None:
    offered = _both(view)
    return None if offered is None else int((_recovered_units(offered) * view.facts.tape.price).sum()) / 100


def _lacked(view: View) -> float | None:
    offered = _both(view)
    if offered is None:
        return None
    asked = view.confirmed | view.of(Shortage).lost
    return share(int(offered.lacked.sum()), int(view.units_ordered[asked].sum()))


def _held(view: View) -> float | None:
    offered = _both(view)
    return None if offered is None else share(offered.held, int(offered.lacked.sum()))


def _sent(view: View) -> float | None:
    offered = _both(view)
    return None if offered is None else share(int(_recovered_units(offered).sum()), int(offered.lacked.sum()))


def incentives(view: View) -> int:
    """Return what stores were paid for orders they accepted, minor units."""
    offered, each = _stores(view), view.facts.config.fulfilment.stores.offers.incentive
    return 0 if offered is None else round(100 * each * offered.answers[Answer.ACCEPTED])


READERS = (Offered,)

KPIS = (
    Kpi(
        Definition("offers_made", "Offers to stores", "offers", "none", "times a store was asked to send something"),
        _made,
    ),
    Kpi(
        Definition(
            "offers_accepted", "Offers accepted", "share", "up", "offers that the store accepted", "offers made"
        ),
        _answer(Answer.ACCEPTED),
    ),
    Kpi(
        Definition(
            "offers_declined",
            "Offers declined",
            "share",
            "down",
            "offers that the store declined, or had no room for that day",
            "offers made",
        ),
        _answer(Answer.DECLINED, Answer.FULL),
    ),
    Kpi(
        Definition(
            "offers_timed_out",
            "Offers timed out",
            "share",
            "down",
            "offers that nobody answered in time",
            "offers made",
        ),
        _answer(Answer.TIMED_OUT),
    ),
    Kpi(
        Definition(
            "offers_short",
            "Accepted and not found",
            "share",
            "down",
            "units that a store had accepted and did not find",
            "units looked for in stores for orders",
        ),
        _short,
    ),
    Kpi(
        Definition(
            "centres_out",
            "Not in any centre",
            "share",
            "none",
            "units that no centre could promise when the order was checked",
            "units demanded",
        ),
        _lacked,
    ),
    Kpi(
        Definition(
            "held_by_stores",
            "Not in any centre, in a store",
            "share",
            "none",
            "of units that no centre had, those that the records of some store had",
            "units that no centre had",
        ),
        _held,
    ),
    Kpi(
        Definition(
            "recovered_share",
            "Sales saved by stores",
            "share",
            "up",
            "of units that no centre had, those that a store took from its shelf for the order",
            "units that no centre had",
        ),
        _sent,
    ),
    Kpi(
        Definition(
            "recovered_sales",
            "Recovered sales",
            "money",
            "up",
            "price of the units that no centre had and a store took from its shelf for the order",
        ),
        _recovered,
    ),
)
