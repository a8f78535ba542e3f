"""Who asks, how long they wait for an answer, and whether asking once is enough."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kpis.definition import Definition, Kpi, share
from sim.kpis.view import View
from sim.units import DAY, HOUR, SECOND, microseconds

REPEAT_WINDOW = 7 * DAY

_TOPICS = 1_000
"""More topics than a ticket can have, so that order and topic make one number."""


def _tickets_per_order(view: View) -> float | None:
    return share(int(np.count_nonzero(view.tickets["opened"] >= 0)), view.placed_count)


def _first_response_time(view: View) -> float | None:
    opened, answered = view.tickets["opened"], view.tickets["answered"]
    rows = answered >= 0
    count = int(np.count_nonzero(rows))
    return (int(answered[rows].sum()) - int(opened[rows].sum())) / (count * HOUR) if count else None


def _first_contact_resolution(view: View) -> float | None:
    """First contacts resolved and not followed, within a week, by another on the same matter of the same order."""
    tickets = view.tickets
    matter = tickets["order"] * _TOPICS + tickets["topic"]
    first = np.flatnonzero((tickets["contact"] == 1) & (tickets["resolved"] >= 0))
    again = np.flatnonzero((tickets["contact"] > 1) & (tickets["opened"] >= 0))
    again = again[np.lexsort((tickets["opened"][again], matter[again]))]
    if not first.size or not again.size:
        return share(first.size, first.size)
    earliest = again[np.minimum(np.searchsorted(matter[again], matter[first]), again.size - 1)]
    soon = tickets["opened"][earliest] - tickets["resolved"][first] <= REPEAT_WINDOW
    repeated = (matter[earliest] == matter[first]) & soon
    return share(first.size - int(np.count_nonzero(repeated)), first.size)


def _abandoned(view: View) -> float | None:
    opened = int(np.count_nonzero(view.tickets["opened"] >= 0))
    return share(int(np.count_nonzero(view.tickets["abandoned"] >= 0)), opened)


def _called(view: View) -> NDArray[np.bool_]:
    """Which tickets are calls: contacts of those who may hang up."""
    channels = view.facts.config.aftersales.support.channels
    calls = [code for code, one in enumerate(channels.values()) if one.patience_minutes is not None]
    return np.isin(view.tickets["channel"], calls) & (view.tickets["opened"] >= 0)


def _calls(view: View) -> float:
    return float(np.count_nonzero(view.once(_called)))


def _service_level(view: View) -> float | None:
    tickets, called = view.tickets, view.once(_called)
    seconds = view.facts.config.aftersales.support.service_level_seconds
    in_time = tickets["answered"] - tickets["opened"] <= microseconds(seconds, SECOND)
    return share(int(np.count_nonzero(called & (tickets["answered"] >= 0) & in_time)), int(np.count_nonzero(called)))


KPIS = (
    Kpi(
        Definition("calls", "Calls", "calls", "none", "calls to the support desk, repeats and who hung up among them"),
        _calls,
    ),
    Kpi(
        Definition(
            "service_level",
            "Service level of calls",
            "share",
            "up",
            "calls answered within aftersales.support.service_level_seconds; who hung up was not",
            "calls",
        ),
        _service_level,
    ),
    Kpi(
        Definition(
            "tickets_per_order",
            "Tickets per order",
            "per order",
            "down",
            "contacts with the support desk, repeats among them",
            "orders placed",
        ),
        _tickets_per_order,
    ),
    Kpi(
        Definition(
            "first_response_time",
            "First response time",
            "hours",
            "down",
            "mean time from asking to an agent's answer, nights included; tickets given up are left out",
            "tickets answered",
        ),
        _first_response_time,
    ),
    Kpi(
        Definition(
            "first_contact_resolution",
            "First contact resolution",
            "share",
            "up",
            "first contacts resolved without another on the same matter of the same order within 7 days",
            "first contacts resolved",
        ),
        _first_contact_resolution,
    ),
    Kpi(
        Definition(
            "tickets_abandoned",
            "Tickets given up",
            "share",
            "down",
            "customers who stopped waiting for an answer",
            "tickets opened",
        ),
        _abandoned,
    ),
)
