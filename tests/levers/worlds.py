"""Small businesses, each with what makes some levers matter: shelves that run empty, vans that are few, a busy packer.

A world is a shipped scenario and what it says otherwise. All are cheap: some hundred orders, and a quick solver.
"""

from __future__ import annotations

NODE = "fulfilment.nodes.north"
VAN = "delivery.fleet.vans.van"
OFFERS = "fulfilment.stores.offers"
TRANSFERS = "inventory.transfers"

_SHOP = (
    "days=5",
    "follow_up_days=40",
    "delivery.solver.name=savings",
    "delivery.price={standard: 3, slot: 4, express: 8}",
)
_CARRIER = (*_SHOP, "delivery.mode=carrier")
_ROAD = (*_SHOP, f"{VAN}.count=2", "placement.addresses.radius_kilometres=9", "placement.demand.orders_per_day=160")
_SCARCE = (
    *_CARRIER,
    "days=10",
    "inventory.policy={policy: min_max, reorder_point: 2, order_up_to: 4}",
    "inventory.lead_time_days=2",
    "placement.baskets.quantity=2.5",
)
_BY_HAND = (
    *_SHOP,
    "processing.automation={entry: false, verification: false, status_updates: false}",
    'processing.verification.desk.shifts=[{start: "07:00", end: "23:00", staff: 2}]',
    'processing.payment.review_desk.shifts=[{start: "08:00", end: "22:00", staff: 1}]',
    "processing.payment.review=0.2",
)
_LATE = (*_ROAD, "delivery.mode=carrier", "delivery.carrier.transit_hours.default=[20, 40, 60, 80, 100]")
_EASTER = (*_SHOP, "start=2026-03-30", "days=9", "calendar.vans={}")
_STORES = (
    "days=8",
    "follow_up_days=30",
    "placement.demand.orders_per_day=60",
    "placement.walk_ins.purchases_per_day=120",
    "placement.catalogue.items=100",
    "inventory.opening_days=2",
    "inventory.stores.opening_days=8",
    "inventory.lead_time_days=1.5",
    "inventory.policy={policy: min_max, reorder_point: 1, order_up_to: 2}",
    *(f"fulfilment.nodes.{name}=null" for name in ("arcade", "east", "outlet")),
    f"{OFFERS}.most_stores=2",
    f"{OFFERS}.most_orders_a_day=10",
)
_RETURNS = (*_SHOP, "aftersales.returns.changed_mind=0.3", "aftersales.returns.delay_days=20", "follow_up_days=150")


def _with(world: tuple[str, ...], value: str, *who: str) -> tuple[str, ...]:
    return (*world, *(f"calendar.{one}.{value}" for one in who))


_TEAMS = ("warehouse", "vans", "support")
_SHORT = "short=['2026-03-31', '2026-04-01', '2026-04-02', '2026-04-04']"

WORLDS: dict[str, tuple[str, ...]] = {
    "shop": _SHOP,
    "busy": (
        *_SHOP,
        "placement.demand.orders_per_day=300",
        "inventory.opening_days=30",
        "aftersales.returns.changed_mind=0.3",
    ),
    "rush": (*_SHOP, "placement.demand.orders_per_day=380", "inventory.opening_days=30"),
    "early end": (
        *_SHOP,
        "placement.demand.orders_per_day=330",
        "inventory.opening_days=30",
        f"{NODE}.end=16:00",
    ),
    "by hand": _BY_HAND,
    "fraud": (*_SHOP, "placement.demand.orders_per_day=240", "processing.payment.fraud=0.03"),
    "wrong entries": (*_SHOP, "placement.channels.phone.line_error=0.5", "placement.channels.email.line_error=0.5"),
    "wrong prices": (*_SHOP, "processing.price.error=0.3", "processing.price.too_high=0"),
    "wrong addresses": (*_SHOP, "placement.channels.web.address_error=0.2"),
    "carrier": (*_CARRIER, "delivery.carrier.lost=0.02"),
    "out": (*_CARRIER, "delivery.doors.not_home=0.5"),
    "out and charged": (*_CARRIER, "delivery.doors.not_home=0.5", "delivery.carrier.attempts_included=1"),
    "late": _LATE,
    "promised by days seen": (*_LATE, "delivery.promise.standard_days=null"),
    "late by hand": (*_LATE, "processing.automation={entry: true, verification: true, status_updates: false}"),
    "scarce": _SCARCE,
    "slow to pay": (
        *_SCARCE,
        "processing.payment={decline: 0.6, retry: 0.2, retry_minutes: 600}",
        "inventory.opening_days=1",
        "inventory.lead_time_days=4",
    ),
    "short deliveries": (*_SCARCE, "inventory.supplier.short=0.5"),
    "wrong records": (*_SCARCE, "inventory.record_error=0.5"),
    "counted": (*_SCARCE, "inventory.counts.every_days=3", "inventory.record_error=0.5"),
    "dear orders": (*_SHOP, "inventory.policy={policy: base_stock, order_up_to: 6}", "inventory.order_cost=5"),
    "two centres": (
        *_SCARCE,
        "fulfilment.nodes.south={pickers: 2, packers: 1, labellers: 1, inspectors: 1, y_kilometres: -20}",
        "placement.addresses.radius_kilometres=20",
    ),
    "road": _ROAD,
    "jams": (
        *_ROAD,
        "delivery.fleet.traffic.speeds={'00:00': 1, '07:00': 0.5, '10:00': 0.8, '16:00': 0.5, '19:00': 1}",
    ),
    "early vans": (*_ROAD, f"{VAN}.shift_start=05:00"),
    "planned well": (*_ROAD, "delivery.solver={name: numba, iterations: 100}"),
    "paid by the hour": (*_ROAD, "delivery.fleet.drivers={pay: hour}", f"{VAN}.count=4"),
    "paid by the day": (*_ROAD, "delivery.fleet.drivers={pay: day_rate}"),
    "paid by the drop": (*_ROAD, "delivery.fleet.drivers={pay: drop}"),
    "mixed": (*_ROAD, "delivery.mode=mixed", "placement.addresses.radius_kilometres=20"),
    "returns": _RETURNS,
    "short window": (*_RETURNS, "aftersales.returns.window_days=7"),
    "Easter": _EASTER,
    "Easter off": _with(_EASTER, "holidays=GB-ENG", *_TEAMS),
    "Easter short": _with(_EASTER, _SHORT, *_TEAMS),
    "stores": _STORES,
    "stores collect": (
        *_STORES,
        "placement.preferences={standard: 0, slot: 0, express: 0, collect: 1}",
        "inventory.stores.opening_days=30",
    ),
    "stores counted": (*_STORES, "inventory.stores.counts.every_days=3", "inventory.stores.record_error=0.5"),
    "stores send on": (
        *_STORES,
        "inventory.opening_days=10",
        "inventory.stores.opening_days=2",
        "inventory.lead_time_days=30",
        "fulfilment.stores.send_orders=false",
        "inventory.transfers={every_days: 2, below_days: 1, up_to_days: 2, keep_days: 4,"
        " cost_per_transfer: 0.2, cost_per_unit: 0.5}",
    ),
    "stores in a last week": (
        *_STORES,
        "inventory.opening_days=16",
        "inventory.stores.opening_days=24",
        "inventory.lead_time_days=400",
        "inventory.leftover_value=0.2",
        "placement.markdown={elasticity: 2, off: {'2026-03-02': 0.3}}",
    ),
    "stores Easter": (*_STORES, "start=2026-03-30", "days=9", "calendar.stores={}"),
    "stores Easter off": (*_STORES, "start=2026-03-30", "days=9", "calendar.stores={holidays: GB-ENG}"),
    "stores Easter short": _with((*_STORES, "start=2026-03-30", "days=9"), _SHORT, "stores"),
}
"""What a world says of its scenario, by its name."""


def scenario_of(world: str) -> str:
    """The shipped scenario that a world is made of."""
    return "ship_from_store" if world.startswith("stores") else "tiny"
