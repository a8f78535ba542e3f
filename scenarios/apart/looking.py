"""Looking at code of others before anything is run: does it load, has it the methods and the parameters?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scenarios.apart.pool import ask
from scenarios.apart.reading import text, told_by
from scenarios.apart.worker import EndedError
from solvers.own_files import is_foreign, runs_here

if TYPE_CHECKING:
    from sim.config import SimConfig

LOOK_SECONDS = 60.0
"""Wall seconds in which a file must have loaded."""
SOLVERS = "orderlab.solvers"

Named = tuple[str, str, str, dict[str, Any]]
"""Path of the block in the scenario, entry point group, name, parameters."""


def foreign(config: SimConfig) -> list[Named]:
    """The solver and policies of a configuration that are code of others."""
    found: list[Named] = []
    solver = config.delivery.solver
    if is_foreign(SOLVERS, solver.name):
        found.append(("delivery.solver", SOLVERS, solver.name, dict(solver.params)))
    blocks = (
        ("delivery.dispatch", config.delivery.dispatch),
        ("fulfilment.sourcing", config.fulfilment.sourcing),
        ("inventory.policy", config.inventory.policy),
    )
    for path, block in blocks:
        if block.foreign:
            name = getattr(block, block.discriminator)
            found.append((path, block.group, name, dict(block.model_extra or {})))
    return found


def whose(config: SimConfig) -> tuple[str, ...]:
    """The names of the code of others that a configuration runs; empty where it is all ours or may run here."""
    return () if runs_here() else tuple(name for _, _, name, _ in foreign(config))


def complaints(named: Sequence[Named], config: SimConfig | None = None) -> list[tuple[str, str]]:
    """What is wrong with code of others, (path, complaint), as a worker finds it; empty when nothing is.

    A solver is also asked whether it knows what a configuration needs, if there is one.
    """
    found = []
    for path, group, name, parameters in named:
        arguments = {"group": group, "name": name, "parameters": parameters, "config": config}
        try:
            said = ask((name,), "look", arguments, LOOK_SECONDS)
        except EndedError as error:
            said = f"{name}: does not load: {error}"
        if said:
            found.append((path, told_by(name, text(said) or "does not load")))
    return found


def look(group: str, name: str, parameters: dict[str, Any], config: SimConfig | None = None) -> str:
    """In a worker: build it, and say what is wrong."""
    from scenarios.errors import one_line
    from solvers import registry

    try:
        if group == SOLVERS:  # the models of the simulator are not loaded for a race
            solver = registry.create(name, **parameters)
            if config is None:
                return ""
            from sim.delivery.needs import unmet

            return unmet(config, solver)
        from sim.delivery.planning_config import DispatchBlock
        from sim.fulfilment.config import SourcingBlock
        from sim.inventory.config import ReplenishmentBlock

        for block in (DispatchBlock, SourcingBlock, ReplenishmentBlock):
            if block.group == group:
                block.model_construct(**{block.discriminator: name, **parameters}).build()
    except (TypeError, ValueError) as error:
        return one_line(error)
    return ""
