"""One replication, wired: read it as the article's five steps.

    placement     orders arrive and are captured            sim/placement
    processing    details, payment, price, availability     sim/processing
    fulfilment    pick, pack, label                         sim/fulfilment
    delivery      dispatch, vans or carrier, the door       sim/delivery
    after-sales   returns, refunds, support, satisfaction   sim/aftersales

`simulate(config, tape)` is a pure function: the same tape and configuration give the same log.
Rooms are built from the last to the first, because each is handed the one that follows it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.aftersales.aftersales import AfterSales
from sim.aftersales.charge_refunds import refund_charges
from sim.aftersales.chargebacks import charge_back
from sim.aftersales.late_claims import check_credits, pay_late_claims
from sim.aftersales.lost import LostGoods, may_send_again, refund_credits
from sim.aftersales.ratings import rate_all
from sim.asking import asked, asked_at
from sim.clock import ARRIVAL, DECISION, Clock
from sim.closing import Closing
from sim.collector import freed_at_the_end, paused
from sim.config import SimConfig
from sim.context import Context
from sim.delivery.delivery import Delivery
from sim.delivery.keepable import check_keepable
from sim.delivery.planned import Watch
from sim.delivery.postponing import Postponing
from sim.delivery.promise import promise_windows
from sim.delivery.trailing import check_paid_days
from sim.fulfilment.choosing import Choosing
from sim.fulfilment.warehouse import Warehouse
from sim.fulfilment.workloads import workloads
from sim.inventory.by_node import buffers, policies
from sim.inventory.on_the_way import OnTheWay
from sim.inventory.opening import demand_per_day, expected, opening, opening_stock
from sim.inventory.replenishment import Replenishment
from sim.inventory.settling import check_settled
from sim.inventory.stock import Stock
from sim.inventory.transfers import Transfers
from sim.kpis.left_out import never_left
from sim.log import Log
from sim.order import OrderBook
from sim.outcome import Facts, Outcome
from sim.parcels import Parcels, Part
from sim.placement.capture import Placement
from sim.placement.charge import DeliveryCharges, delivery_charges
from sim.placement.checkout import leave, stays
from sim.placement.collecting import NOWHERE, ReadySoon, collected_at, options
from sim.placement.custom import Custom, answers
from sim.placement.entry import address_errors
from sim.placement.offering import as_offered
from sim.processing.asking_again import AskingAgain
from sim.processing.availability import Availability
from sim.processing.fraud import borne_here, fraudulent
from sim.processing.incoming import Incoming
from sim.processing.keeping import Keeping
from sim.processing.looking_again import LookingAgain
from sim.processing.prices import charged_prices
from sim.processing.processing import Processing
from sim.processing.reserving import Reserving
from sim.processing.substitution import Substitution, may_substitute
from sim.processing.unpromised import Pickers, Unpromised
from sim.records import Records
from sim.refusals import refuse_impossible
from sim.staffed import check_load, check_open, staffed_stations
from sim.stations import SimulationError, describe
from sim.stores.offers import Offers
from sim.tape import Tape
from sim.tracking.notices import Notices
from sim.units import DAY
from solvers.problem import sealed

Progress = Callable[[float], None]
"""Told the share of the days of demand that has passed, once a simulated day."""


@freed_at_the_end()
def simulate(config: SimConfig, tape: Tape, progress: Progress | None = None, *, watch: Watch | None = None) -> Outcome:
    """Run one replication to its end; `watch` is shown every routing problem that is met, with its plan.

    The run ends when every order, return and contact has ended, or `follow_up_days` after the
    last day of demand; what is open then is censored.

    Raises
    ------
    SimulationError : a handler failed or a queue outgrew its limit; one line with station, order and time.
    ValueError : the configuration cannot be run (a station nobody staffs, an item no van can carry).
    """
    refuse_impossible(config, tape.goods)
    tape = as_offered(tape, config)
    clock = Clock()
    parts = int(tape.baskets.quantity.sum(dtype=np.int64)) if config.inventory.partial_lines else tape.lines
    walk_ins = None if tape.walk_ins is None else tape.walk_ins.size
    # What is lost is sent again once at the most.
    further = 2 * parts + (tape.orders + 2 * parts if may_send_again(config) else 0)
    log = Log(tape.orders, config.log_budget_megabytes * 2**20, further_parcels=further, walk_ins=walk_ins)
    context = Context(config, tape, clock, log, watch)
    value = order_value(tape, tape.price)
    windows = promise_windows(tape, config)
    at = collected_at(tape, config)
    demand = sealed(demand_per_day(config, tape))
    buyers = {block: asked(block, tape.seed, tape.replication) for block in dict.fromkeys(policies(config))}
    policy = tuple(buyers[block] for block in policies(config))
    forecasts = expected(config, tape, demand)
    record, due, before = opening(config, tape, policy, demand, forecasts)
    shelf = opening_stock(record, config, tape)

    book = OrderBook(tape, address_errors(tape, config))
    charged = charged_prices(tape, config)
    parcels = Parcels(log.fulfilments, tape, charged, order_value(tape, charged))
    records = Records(record, buffers(config))
    work = workloads(tape, config, log.fulfilments.most, windows[1])
    charges = delivery_charges(tape, config, value)

    # Ways that lead back up: the docks are brought up to date, stock has come, units were not found or were lost.
    def catch_up(node: int, until: int) -> None:
        warehouse.advance(node, until)

    def arrived(now: int, node: int, item: int) -> None:
        unpromised.serve(now, node, item)

    def not_found(order: int, line: int, node: int, now: int) -> None:
        asking_again.source_again(order, line, node, now)

    def send_again(order: int, node: int, parts: list[Part], now: int) -> bool:
        return asking_again.send_again(order, node, parts, now)

    stock = Stock(context, records, shelf, record, catch_up, arrived)
    custom = None
    if answers(config.placement):
        stay = stays(config.placement.checkout, value, charges.charged, windows[1] - tape.placed)
        custom = Custom(context, leave(context.key("checkout"), stay))
    closing = Closing(context, book, value, windows[1], custom)
    lost = LostGoods(context, book, parcels, send_again)
    aftersales = AfterSales(context, book, parcels, stock, closing, charges, charged, lost)
    notices = Notices(context, book, windows[1], aftersales.support)
    delivery = Delivery(context, book, parcels, work, windows, aftersales, stock)
    warehouse = Warehouse(context, book, parcels, stock, work, delivery, closing, not_found)
    on_the_way = OnTheWay(clock, records)
    replenishment = Replenishment(context, policy, records, stock, demand, on_the_way, before, forecasts)
    for supply in due:
        replenishment.expect(supply)
    buyer = replenishment if config.inventory.review == "continuous" else None
    Transfers(context, records, stock, demand, on_the_way, buyer)
    sourcing = asked_at(config.fulfilment.sourcing, tape.seed, tape.replication, delivery.depots)
    choosing = Choosing(context, records, sourcing, stock)
    offers: Pickers = warehouse
    if config.fulfilment.counts_orders:
        offers = Offers(context, book, records, choosing, stock, warehouse, closing)
    soon = ReadySoon(config, tape, at, windows[1]) if (at != NOWHERE).any() else None
    reserving = Reserving(context, book, records)
    ahead = config.inventory.incoming_days
    later = Postponing(config, tape, windows)
    incoming = None if ahead is None else Incoming(book, records, on_the_way, later, ahead)
    unpromised = Unpromised(context, book, records, reserving, choosing, closing, offers, incoming)
    asking_again = AskingAgain(context, book, records, reserving, unpromised, choosing, closing, warehouse, buyer)
    if (hours := config.fulfilment.look_again_hours) is not None:
        LookingAgain(context, book, records, reserving, unpromised, choosing, hours, buyer)
    instead = Substitution(context, book, records, reserving, charged) if may_substitute(config) else None
    keeping = None
    if (minutes := config.processing.reserve_minutes) is not None:
        keeping = Keeping(context, book, records, reserving, choosing, stock, minutes, buyer)
    availability = Availability(
        context, book, records, reserving, unpromised, choosing, notices, offers, buyer, soon, instead, keeping
    )
    processing = Processing(context, book, value, charged, availability, closing, keeping)
    placement = Placement(context, processing, closing, custom)

    stations = staffed_stations(config, placement, processing, warehouse, aftersales)
    _run(context, progress)
    placement.write_down()
    warehouse.write_down()
    stock.write_down()
    aftersales.returns.write_down(clock.now)
    refund_credits(log, lost.credit)
    _write_consequences(context, book, charges, value, options(tape, at))
    facts = Facts(
        config=config,
        tape=tape,
        nodes=tuple(config.fulfilment.nodes),
        vans=tuple(config.delivery.fleet.vans),
        stations=tuple(station.facts(context.horizon) for station in stations),
        promise_open=windows[0],
        promise_close=windows[1],
        opening_stock=shelf,
        opening_record=record,
        order_value=value,
        horizon=context.horizon,
        end=max(clock.now, int(log.fulfilments.arrays()["ended"].max(initial=0))),
    )
    warnings = (*check_load(log, facts), *check_open(log, facts, context.matters), *never_left(log, facts))
    warnings += (*delivery.warnings, *check_paid_days(config, log.trips.arrays(), context.horizon))
    warnings += check_keepable(log, facts)
    warnings += check_settled(config, record, demand, context.horizon)
    if config.aftersales.late.credit or config.aftersales.late.credit_share:
        warnings += check_credits(log, value)
    return Outcome(log, facts, warnings, tuple(context.waves))


def _write_consequences(
    context: Context, book: OrderBook, charges: DeliveryCharges, value: NDArray[np.int64], option: NDArray[np.uint8]
) -> None:
    """What follows from all that happened, and changes none of it: money given back, payments taken back, stars."""
    log, config, tape = context.log, context.config, context.tape
    late = pay_late_claims(
        log, book, config.aftersales.late, tape, charges.charged, value, context.key("claims for lateness"), option
    )
    refund_charges(log, book, charges, late)
    payment = config.processing.payment
    fraud = fraudulent(tape, config) & borne_here(tape, config)
    last = context.horizon + config.follow_up_days * DAY
    charge_back(log, fraud, payment.chargeback_days, context.key("chargeback"), last)
    rate_all(log, book, config.aftersales.satisfaction, tape.uniforms["survey"])


def order_value(tape: Tape, price: NDArray[np.int64]) -> NDArray[np.int64]:
    """What the lines ordered come to at unit prices (lines,), int64 minor units (orders,)."""
    value = np.empty(tape.orders, dtype=np.int64)
    for block in tape.blocks():
        value[block.orders] = block.sums(tape.baskets.quantity[block.lines] * price[block.lines])
    return value


def _run(context: Context, progress: Progress | None) -> None:
    clock, horizon = context.clock, context.horizon
    if context.tape.orders == 0 and context.tape.walk_ins is None:
        return
    last = horizon + context.config.follow_up_days * DAY

    def stop(now: int) -> None:
        if not context.matters.finished.triggered:
            context.matters.finished.succeed()

    clock.at(last, DECISION, stop)
    if progress is not None:
        _report_days(clock, horizon, progress)
    with paused():
        try:
            clock.run_until(context.matters.finished)
        except SimulationError:
            raise
        except Exception as error:
            raise SimulationError(f"{_where(error)}{describe(clock.now)}: {error!r}") from error


def _where(error: Exception) -> str:
    """The room a handler failed in and the order it dealt with, as its own frames know them."""
    room, order, trace = "", "", error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        module, number = frame.f_globals.get("__name__", ""), frame.f_locals.get("order")
        if module.startswith("sim.") and module.count(".") > 1:
            room = f"{module.removeprefix('sim.')}: "
        if isinstance(number, int):
            order = f"order {number}: "
        trace = trace.tb_next
    return room + order


def _report_days(clock: Clock, horizon: int, progress: Progress) -> None:
    def report(now: int) -> None:
        progress(min(1.0, now / horizon))
        if now < horizon:
            clock.at(now + DAY, ARRIVAL, report)

    clock.at(DAY, ARRIVAL, report)
