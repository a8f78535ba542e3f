"""Every decision of the schema moved to its ends, and what gets worse there: profit, or a named KPI of service.

A move is a world, a change and the KPI that is worse for it. `ONE_SIDED` are ends at which nothing is, with the
reason; `AT_AN_END` are decisions that stand at one of their ends as shipped, so that they have one other only.
"""

from __future__ import annotations

from dataclasses import dataclass

from levers.worlds import NODE, OFFERS, TRANSFERS, VAN


@dataclass(frozen=True)
class Move:
    """What is changed in a world, and the KPI that gets worse."""

    world: str
    change: str
    kpi: str
    besides: tuple[str, ...] = ()
    """What is said with it, where it could not stand alone."""

    @property
    def changes(self) -> tuple[str, ...]:
        """All that is set."""
        return (self.change, *self.besides)


def shift(start: str, end: str, staff: int) -> str:
    """One shift, as it is written behind an equals sign."""
    return f'{{start: "{start}", end: "{end}", staff: {staff}}}'


CLOSED = "closed=['2026-03-31', '2026-04-01', '2026-04-02', '2026-04-03']"
SHORT = "short=['2026-03-31', '2026-04-01', '2026-04-02', '2026-04-03', '2026-04-04']"
BANK_HOLIDAYS = "['2026-04-03', '2026-04-06']"


def _calendar(who: str, world: str, fewer: str, more: str) -> list[Move]:
    """Closing costs `fewer`, opening costs `more`."""
    path = f"calendar.{who}"
    return [
        Move(world, f"{path}.days=[mon, tue, wed, thu]", fewer),
        Move(world, f"{path}.{CLOSED}", fewer),
        Move(world, f"{path}.holidays=GB-ENG", fewer),
        Move(f"{world} off", f"{path}.open_on={BANK_HOLIDAYS}", more),
        Move(f"{world} off", f"{path}.on_holidays=open", more),
        Move(f"{world} off", f"{path}.on_holidays=short", more),
        Move(world, f"{path}.{SHORT}", fewer, (f"{path}.short_to=11:00",)),
        Move(f"{world} short", f"{path}.short_from=15:45", fewer),
        Move(f"{world} short", f"{path}.short_to=10:15", fewer),
    ]


def _longer(who: str) -> list[Move]:
    """Short days that are longer cost more."""
    path = f"calendar.{who}"
    return [
        Move("Easter short", f"{path}.short_from=00:00", "profit"),
        Move("Easter short", f"{path}.short_to=24:00", "profit"),
    ]


def _desk(path: str, world: str, kpi: str, few: str, many: str, last: str) -> list[Move]:
    """Fewer people cost `kpi`, more cost profit; so they do on one day; beginning nothing in the last hours."""
    one, other = (f'{{"2026-03-03": [{some}], "2026-03-04": [{some}]}}' for some in (few, many))
    return [
        Move(world, f"{path}.shifts=[{few}]", kpi),
        Move(world, f"{path}.shifts=[{many}]", "profit"),
        Move(world, f"{path}.shifts_on={one}", kpi),
        Move(world, f"{path}.shifts_on={other}", "profit"),
        Move(world, f"{path}.last_start_minutes={last}", kpi),
    ]


def _people(task: str, few: str, many: str) -> list[Move]:
    return [
        Move("shop", f"{NODE}.shifts={{{task}: [{few}]}}", "order_cycle_time"),
        Move("shop", f"{NODE}.shifts={{{task}: [{many}]}}", "profit"),
        Move("shop", f'{NODE}.shifts_on={{{task}: {{"2026-03-03": [{few}]}}}}', "order_cycle_time"),
        Move("shop", f'{NODE}.shifts_on={{{task}: {{"2026-03-03": [{many}]}}}}', "profit"),
    ]


def _switched(off: str) -> str:
    names = ("entry", "verification", "status_updates")
    switches = ", ".join(f"{name}: {str(name != off).lower()}" for name in names)
    return f"processing.automation={{{switches}}}"


PEOPLE = [
    *_calendar("warehouse", "Easter", "order_cycle_time", "profit"),
    *_calendar("vans", "Easter", "order_cycle_time", "profit"),
    *_calendar("stores", "stores Easter", "order_cycle_time", "walk_in_fill_rate"),
    *_calendar("support", "Easter", "first_response_time", "profit"),
    *_longer("warehouse"),
    *_longer("vans"),
    *_longer("support"),
    *_desk(
        "placement.order_desk",
        "by hand",
        "rejection_rate",
        shift("07:00", "15:00", 1),
        shift("07:00", "23:00", 6),
        "300",
    ),
    *_desk(
        "processing.verification.desk",
        "by hand",
        "order_cycle_time",
        shift("07:00", "15:00", 1),
        shift("07:00", "23:00", 20),
        "300",
    ),
    *_desk(
        "processing.payment.review_desk",
        "by hand",
        "order_cycle_time",
        shift("08:00", "12:00", 1),
        shift("00:00", "24:00", 6),
        "300",
    ),
    *_desk(
        "aftersales.support.desk",
        "late",
        "first_response_time",
        shift("08:00", "12:00", 1),
        shift("00:00", "24:00", 6),
        "300",
    ),
    Move("late", "aftersales.support.channels.phone.first=2", "tickets_abandoned"),
    Move("late", "aftersales.support.channels.mail.first=0", "tickets_abandoned"),
    Move("shop", "processing.automation=manual", "profit"),
    Move("shop", "processing.automation=partial", "profit"),
    Move("shop", _switched("entry"), "profit"),
    Move("shop", _switched("verification"), "profit"),
    Move("late", _switched("status_updates"), "tickets_per_order"),
    Move("shop", "processing.integration=daily", "order_cycle_time"),
    Move("fraud", "processing.payment.review=0", "chargeback_rate"),
    Move("fraud", "processing.payment.review=0.5", "rejection_rate"),
    Move("wrong prices", "processing.price.too_low=cancelled", "rejection_rate"),
    Move("busy", f"{NODE}.pickers=1", "order_cycle_time"),
    *(Move("busy", f"{NODE}.{who}=6", "profit") for who in ("pickers", "packers", "labellers", "inspectors")),
    Move("shop", f"{NODE}.start=12:00", "order_cycle_time"),
    Move("shop", f"{NODE}.start=00:00", "profit"),
    Move("shop", f"{NODE}.end=12:00", "on_time_delivery"),
    Move("shop", f"{NODE}.end=24:00", "profit"),
    Move("early end", f"{NODE}.last_start_minutes=120", "on_time_delivery"),
    *_people("picking", shift("06:00", "12:00", 1), shift("00:00", "24:00", 4)),
    Move("busy", "fulfilment.packing.quality_check=0", "order_accuracy"),
    Move("rush", "fulfilment.packing.quality_check=1", "stage.packing"),
]
"""Calendars, desks and the people of a node."""

STOCK = [
    Move("stores in a last week", "placement.markdown.off={'2026-03-02': 0}", "profit"),
    Move("stores in a last week", "placement.markdown.off={'2026-03-02': 0.8}", "profit"),
    Move("scarce", "inventory.policy={policy: min_max, reorder_point: 0, order_up_to: 1}", "profit"),
    Move("scarce", "inventory.policy={policy: min_max, reorder_point: 1000, order_up_to: 2000}", "profit"),
    Move("dear orders", "inventory.review=continuous", "profit"),
    Move("scarce", "inventory.review_every_days=5", "profit"),
    Move("scarce", "inventory.safety_buffer=20", "profit"),
    Move("scarce", "inventory.partial_lines=false", "fill_rate"),
    Move("scarce", "inventory.incoming_days=60", "order_cycle_time"),
    Move("slow to pay", "processing.reserve_minutes=10000", "lost_sales"),
    Move("stores", "inventory.visibility=daily", "walk_in_fill_rate"),
    Move("shop", "inventory.counts.every_days=1", "profit"),
    Move("stores", "inventory.stores.safety_buffer=0", "walk_in_fill_rate"),
    Move("stores", "inventory.stores.safety_buffer=20", "profit"),
    Move("stores", "inventory.stores.policy={policy: min_max, reorder_point: 0, order_up_to: 1}", "profit"),
    Move("stores", "inventory.stores.policy={policy: min_max, reorder_point: 1000, order_up_to: 2000}", "profit"),
    Move("stores", "inventory.stores.counts.every_days=1", "cost_per_order"),
    *(
        Move("stores send on", f"{TRANSFERS}.{change}", kpi)
        for change, kpi in (
            ("every_days=8", "walk_in_fill_rate"),
            ("every_days=1", "cost.transfers"),
            ("below_days=0", "walk_in_fill_rate"),
            ("below_days=2", "cost.transfers"),
            ("up_to_days=1", "walk_in_fill_rate"),
            ("up_to_days=4", "cost.transfers"),
            ("keep_days=9", "walk_in_fill_rate"),
            ("keep_days=2", "fill_rate"),
            ("minimum_units=20", "walk_in_fill_rate"),
        )
    ),
    Move("two centres", "fulfilment.nodes.south.excluded=true", "profit"),
    Move("two centres", f"{NODE}.most_orders_a_day=1", "profit"),
    *(
        Move("stores", f"fulfilment.sourcing={{rule: {rule}}}", "profit")
        for rule in ("nearest", "cheapest", "load_balance")
    ),
    Move("two centres", "fulfilment.split_over_nodes=true", "cost_per_order"),
    Move("two centres", "fulfilment.look_again_hours=1", "fill_rate"),
    Move("stores", "fulfilment.stores.send_orders=false", "profit"),
    Move("stores collect", "fulfilment.stores.collection.source=centre", "order_cycle_time"),
    Move("stores collect", f"{NODE}.counter_places=1", "order_cycle_time"),
    Move("stores", f"{OFFERS}.mode=broadcast", "offers_accepted"),
    Move("stores", f"{OFFERS}.most_stores=1", "lost_sales"),
    Move("stores", f"{OFFERS}.incentive=10", "profit"),
    Move("stores", f"{OFFERS}.time_out_minutes=5", "profit"),
    Move("stores", f"{OFFERS}.most_orders_a_day=1", "profit"),
    Move("stores", f"{OFFERS}.opt_out=[fri, sat]", "profit"),
]
"""What is kept, ordered and sent from where."""

PROMISE, PRICE = "delivery.promise", "delivery.price"
ROAD = [
    Move("mixed", "delivery.mode=carrier", "order_cycle_time"),
    Move("mixed", "delivery.mode=fleet", "order_cycle_time_p90"),
    Move("mixed", "delivery.fleet_radius_kilometres=1", "order_cycle_time"),
    Move("mixed", "delivery.fleet_radius_kilometres=30", "order_cycle_time_p90"),
    Move("planned well", "delivery.solver.name=manual", "on_time_delivery"),
    Move("planned well", "delivery.solver.iterations=1", "on_time_delivery"),
    Move("road", "delivery.solver.planning_minutes=120", "on_time_delivery"),
    Move("road", "delivery.dispatch={policy: waves, every_minutes: 5}", "profit"),
    Move("road", "delivery.dispatch={policy: waves, every_minutes: 600}", "on_time_delivery"),
    Move("road", "delivery.dispatch={policy: waves, look_ahead_minutes: 0}", "on_time_delivery"),
    Move("paid by the hour", "delivery.dispatch={policy: waves, look_ahead_minutes: 1000}", "profit"),
    Move("road", "delivery.planning.sees={at: '06:00'}", "on_time_delivery"),
    Move("road", f"{VAN}.count=1", "on_time_delivery"),
    Move("road", f"{VAN}.count=9", "profit"),
    Move("road", f"{VAN}.capacity_litres=150", "profit"),
    Move("road", f"{VAN}.shift_start=10:00", "on_time_delivery"),
    Move("road", f"{VAN}.shift_start=00:00", "profit"),
    Move("road", f"{VAN}.shift_end=20:00", "on_time_delivery"),
    Move("early vans", f"{VAN}.shift_end=24:00", "profit"),
    Move("road", f"delivery.fleet.drivers.shifts=[{shift('10:00', '14:00', 2)}]", "on_time_delivery"),
    Move(
        "road", f"delivery.fleet.drivers.shifts=[{shift('07:30', '18:00', 2)}, {shift('11:00', '21:30', 2)}]", "profit"
    ),
    Move("road", "delivery.fleet.drivers.pay=day_rate", "profit"),
    Move(
        "planned well",
        "delivery.fleet.drivers.breaks=[{after_hours: 2, by_hours: 4, minutes: 120}]",
        "on_time_delivery",
    ),
    Move("jams", "delivery.fleet.traffic.plans_know=nothing", "estimate_error"),
    Move("jams", "delivery.fleet.traffic.slack=2", "profit"),
    Move("road", "delivery.fleet.lateness_cost=0", "on_time_delivery"),
    Move("planned well", "delivery.fleet.lateness_cost_per_minute=0", "on_time_delivery"),
    Move("out", "delivery.doors.maximum_attempts=1", "profit"),
    Move("out", "delivery.doors.maximum_attempts=9", "order_cycle_time"),
    Move("road", f"{PROMISE}.cut_off=00:00", "order_cycle_time"),
    Move("carrier", f"{PROMISE}.cut_off=21:00", "on_time_delivery"),
    Move("road", f"{PROMISE}.standard_days=0", "on_time_delivery"),
    Move("promised by days seen", f"{PROMISE}.quantile=0.5", "on_time_delivery"),
    Move("road", f"{PROMISE}.day_start=00:00", "on_time_delivery"),
    Move("carrier", f"{PROMISE}.day_end=12:00", "on_time_delivery", (f"{PROMISE}.express_hours=4",)),
    Move("road", f"{PROMISE}.slot_hours=0.5", "on_time_delivery"),
    Move("carrier", f"{PROMISE}.slot_days=0", "on_time_delivery"),
    Move("road", f"{PROMISE}.slot_days=5", "order_cycle_time"),
    Move("road", f"{PROMISE}.slots=['10:00']", "on_time_delivery"),
    Move("road", f"{PROMISE}.slots=['18:00']", "on_time_delivery"),
    Move("road", f"{PROMISE}.express_hours=1", "on_time_delivery"),
    *(
        Move("shop", f"{PROMISE}.{offered}", "turnover.shipping")
        for offered in (
            "slot_zones=[]",
            "slot_within_kilometres=0.5",
            "express_zones=[]",
            "express_within_kilometres=0.5",
        )
    ),
    Move("stores collect", f"{PROMISE}.collect_hours=0.1", "on_time_delivery"),
    Move("stores collect", f"{PROMISE}.collect_days=0", "on_time_delivery"),
    *(Move("shop", f"{PRICE}.{option}=0", "profit") for option in ("standard", "slot", "express")),
    Move("shop", f"{PRICE}.free_from=1", "profit"),
]
"""How it is delivered, promised and charged."""

AFTER = [
    Move("late", "tracking.delay_notices=false", "tickets_per_order"),
    Move("returns", "aftersales.returns.refund=on_scan", "profit"),
    Move("returns", "aftersales.returns.refund=on_receipt", "profit"),
    Move("late", "aftersales.late.charge_options=[standard, slot, express]", "profit"),
    Move("late", "aftersales.late.credit=30", "profit"),
    Move("late", "aftersales.late.credit_share=0.5", "profit"),
]
"""What is told, taken back and given back."""

MOVES = [*PEOPLE, *STOCK, *ROAD, *AFTER]
