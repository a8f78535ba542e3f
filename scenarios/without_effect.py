"""Settings that somebody made and that change nothing: vans beside a carrier, hours of express nobody wishes.

Only what its reader wrote is looked at (a file, behind ``+``, by ``--set``); what ships or an import wrote may say more
than is used. Where several scenarios are run together a setting counts as used if one of them uses it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from scenarios.provenance import source, written_by_us
from scenarios.reading import KeyPath, dotted
from scenarios.scenario import Scenario, standing
from sim.calendar import CalendarConfig
from sim.config import SimConfig
from sim.placement.events import span

EVENTS = "placement.demand.events."

SHOWN = 3
"""Settings that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Unused:
    """Settings that have no effect while something holds.

    Parameters
    ----------
    why
        What holds, in words.
    holds
        Whether it does.
    paths
        Values, or blocks of them.
    """

    why: str
    holds: Callable[[SimConfig], bool]
    paths: tuple[str, ...]


def _stores(config: SimConfig) -> bool:
    return any(node.kind == "store" for node in config.fulfilment.nodes.values())


def _carries(config: SimConfig) -> bool:
    return config.delivery.mode != "fleet" or _stores(config)


def _no_holidays(who: str) -> Callable[[SimConfig], bool]:
    return lambda config: (days := getattr(config.calendar, who)) is not None and days.holidays is None


def _no_short_day(who: str) -> Callable[[SimConfig], bool]:
    return lambda config: (
        (days := getattr(config.calendar, who)) is not None and not days.short and days.on_holidays != "short"
    )


RULES = (
    Unused(
        "a carrier delivers everything",
        lambda config: config.delivery.mode == "carrier",
        ("delivery.fleet", "delivery.dispatch", "delivery.solver", "delivery.planning", "calendar.vans"),
    ),
    Unused("own vans deliver everything", lambda config: not _carries(config), ("delivery.carrier",)),
    Unused(
        "delivery.mode is not mixed",
        lambda config: config.delivery.mode != "mixed",
        ("delivery.fleet_radius_kilometres",),
    ),
    Unused(
        "delivery.fleet.traffic.speeds says no hours",
        lambda config: not config.delivery.fleet.traffic.speeds,
        ("delivery.fleet.traffic.plans_know",),
    ),
    Unused(
        "delivery.fleet.traffic.incidents.per_day is 0",
        lambda config: not config.delivery.fleet.traffic.incidents.per_day,
        ("delivery.fleet.traffic.incidents",),
    ),
    Unused(
        "nobody cancels: placement.cancellation.share is 0",
        lambda config: not config.placement.cancellation.share,
        ("placement.cancellation.after_hours",),
    ),
    Unused(
        "there is no store",
        lambda config: not _stores(config),
        ("fulfilment.stores", "inventory.stores", "placement.walk_ins", "calendar.stores"),
    ),
    Unused(
        "nobody wishes to collect",
        lambda config: not config.placement.preferences.collect,
        (
            "fulfilment.stores.collection",
            "delivery.price.collect",
            "delivery.promise.collect_hours",
            "delivery.promise.collect_days",
            "placement.preferences.collect_growth_per_month",
            "aftersales.returns.at_till",
        ),
    ),
    Unused(
        "nobody wishes for express",
        lambda config: not config.placement.preferences.express,
        ("delivery.price.express", "delivery.promise.express_hours", "delivery.fleet.priority.express"),
    ),
    Unused(
        "nobody wishes for a slot",
        lambda config: not config.placement.preferences.slot,
        (
            "delivery.price.slot",
            "delivery.promise.slots",
            "delivery.promise.slot_hours",
            "delivery.promise.slot_days",
            "delivery.fleet.priority.slot",
        ),
    ),
    Unused(
        "delivery.promise.standard_days is a number",
        lambda config: config.delivery.promise.standard_days is not None,
        ("delivery.promise.quantile",),
    ),
    Unused(
        "nobody takes another item",
        lambda config: not config.inventory.substitution.accepted,
        ("inventory.substitution.group_size", "inventory.substitution.instead"),
    ),
    Unused(
        "no item stands for another",
        lambda config: config.inventory.substitution.group_size == 1 and not config.inventory.substitution.instead,
        ("inventory.substitution.accepted",),
    ),
    Unused(
        "orders are entered without people",
        lambda config: config.processing.switches.entry,
        ("placement.order_desk",),
    ),
    Unused(
        "details are verified without people",
        lambda config: config.processing.switches.verification,
        ("processing.verification.desk", "processing.verification.manual_minutes"),
    ),
    Unused(
        "inventory.counts.every_days is none",
        lambda config: config.inventory.counts.every_days is None,
        ("inventory.counts",),
    ),
    Unused(
        "inventory.transfers.every_days is none",
        lambda config: config.inventory.transfers.every_days is None,
        ("inventory.transfers",),
    ),
    Unused(
        "delivery.price.free_from is none",
        lambda config: config.delivery.price.free_from is None,
        ("delivery.price.free_options",),
    ),
    Unused(
        "no delay is told of (tracking.delay_notices)",
        lambda config: not config.tracking.delay_notices,
        ("tracking.notice_cost", "tracking.notice_effect"),
    ),
    *(
        Unused(
            f"calendar.{who}.holidays is none",
            _no_holidays(who),
            (f"calendar.{who}.open_on", f"calendar.{who}.on_holidays"),
        )
        for who in CalendarConfig.model_fields
    ),
    *(
        Unused(
            f"no day of calendar.{who} is short",
            _no_short_day(who),
            (f"calendar.{who}.short_from", f"calendar.{who}.short_to"),
        )
        for who in CalendarConfig.model_fields
    ),
)


def without_effect(scenarios: Sequence[Scenario]) -> list[str]:
    """Return a line for each reason why settings of somebody's own change nothing in any of these scenarios."""
    used: set[tuple[KeyPath, str]] = set()
    unused: dict[tuple[KeyPath, str], str] = {}
    for scenario in scenarios:
        for path, place in scenario.origins.items():
            if not _is_own_value(scenario, path):
                continue
            if why := why_unused(scenario.config, dotted(path)):
                unused.setdefault((path, place), why)
            else:
                used.add((path, place))
    reasons: dict[str, list[str]] = {}
    for (path, place), why in unused.items():
        if (path, place) not in used:
            reasons.setdefault(why, []).append(dotted(path))
    return [f"without effect, {why}: {_listed(list(dict.fromkeys(paths)))}" for why, paths in reasons.items()]


def _is_own_value(scenario: Scenario, path: KeyPath) -> bool:
    """Whether a single value stands at a path that its reader wrote; blocks are told by what is in them."""
    value = standing(scenario, path)
    single = value is not None and (not isinstance(value, dict | list | tuple) or len(value) > 0)
    inside = any(len(known) > len(path) and known[: len(path)] == path for known in scenario.origins)
    return single and not inside and source(scenario, path) == "your answer" and not written_by_us(scenario, path)


def why_unused(config: SimConfig, path: str) -> str:
    """Say why a value at a path, or below it, changes nothing; empty where it may."""
    if path.startswith(EVENTS) and _never(config, path.removeprefix(EVENTS).partition(".")[0]):
        return "no day of demand lies in the event"
    for rule in RULES:
        if any(path == one or path.startswith(f"{one}.") for one in rule.paths) and rule.holds(config):
            return rule.why
    return ""


def _never(config: SimConfig, event: str) -> bool:
    """Whether an event lies before or after all days of demand."""
    first, last = span(config.placement.demand.events[event])
    return last < config.start or first >= config.start + timedelta(days=config.days)


def _listed(paths: list[str]) -> str:
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return ", ".join(paths[:SHOWN]) + more
