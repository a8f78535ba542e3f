"""The order line of `order_line.py` in engines that can tell it: what is compiled gives a count, the rest a log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import order_line
from order_line import INSPECTORS, PACKERS, PICKERS, RETURNED, VERIFIERS, WAVE


def line_salabim(orders: int) -> Any:
    """The order line with a component an order."""
    import salabim

    draw = np.random.default_rng(1)
    env = salabim.Environment(trace=False, yieldless=False, random_seed="*")
    desks = {
        name: salabim.Resource(name, capacity=count, monitor=False, env=env)
        for name, count in (("verify", VERIFIERS), ("pick", PICKERS), ("pack", PACKERS), ("inspect", INSPECTORS))
    }
    log: list[dict[str, Any]] = []

    def note(order: int, event: str) -> None:
        log.append({"order": order, "event": event, "time": env.now()})

    class Order(salabim.Component):  # type: ignore[misc]
        def process(self, number: int) -> Any:
            note(number, "placed")
            yield self.request(desks["verify"])
            note(number, "verification started")
            yield self.hold(draw.exponential(2.4))
            self.release()
            note(number, "verified")
            yield self.request(desks["pick"])
            note(number, "picking started")
            yield self.hold(draw.gamma(2, 2.4))
            self.release()
            note(number, "picked")
            yield self.request(desks["pack"])
            note(number, "packing started")
            yield self.hold(draw.exponential(3.2))
            self.release()
            note(number, "packed")
            yield self.hold(WAVE - env.now() % WAVE)
            note(number, "shipped")
            yield self.hold(draw.gamma(4, 360.0))
            note(number, "delivered")
            if draw.random() < RETURNED:
                yield self.hold(draw.exponential(4320.0))
                note(number, "returned")
                yield self.request(desks["inspect"])
                yield self.hold(draw.exponential(10.0))
                note(number, "inspected")

    class Customers(salabim.Component):  # type: ignore[misc]
        def process(self) -> Any:
            for number in range(orders):
                yield self.hold(draw.exponential(1.0))
                Order(number=number, env=env, suppress_trace=True)

    Customers(env=env)
    env.run()
    return log


def line_cimba(orders: int) -> float:
    """The order line in compiled processes, a process an order."""
    import cimba
    from cimba_models import LINE

    window = cimba.Window(warmup=0, duration=float(orders))
    results = cimba.Experiment(LINE, replications=1, window=window, seed=1).run()
    return float(results[LINE].count[0, 0])


LINES: dict[str, Callable[[int], Any]] = {
    "simpy": order_line.textbook,
    "salabim": line_salabim,
    "cimba": line_cimba,
    "orderlab": order_line.compiled,
}
