"""Asking a policy: whatever it answers is checked before anything is done with it.

A policy of somebody else may answer anything. What cannot be used ends the replication with a `PluginError`: one line
with the policy, the method, the simulated moment and the value. A policy with a method ``reset(rng)`` has a state: what
`reset` returns is handed to every call as the keyword ``state``. Times are microseconds since the start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.plugins import PluginError, PolicyBlock
from sim.stations import describe
from sim.streams import stream
from sim.units import DAY, SECOND
from solvers.checks import plain_int, type_name
from solvers.own_process import reclaim
from solvers.protocol import failure

JUST_BEFORE = -1
"""When a policy is asked first: what it decides from then on is at 0 or later."""
END = 10**18
"""Later than the end of any run; a policy that never wants to decide again may say any later time."""
SHOWN = 80
"""Letters of a value that are shown."""
MOST_UNITS = 2**31 - 1
"""Largest quantity of one item: quantities are 32-bit."""


class Asked:
    """A policy that is asked, and what its answers are held against.

    Parameters
    ----------
    kind, name
        What it is and how the scenario names it, for instance ``dispatch policy`` and ``waves``.
    policy
        The policy itself.
    rng
        Its own random stream; drawn from by a policy with ``reset`` only.
    """

    __slots__ = ("_policy", "_state", "_who", "diverts")

    def __init__(self, kind: str, name: str, policy: Any, rng: np.random.Generator) -> None:
        self._policy = policy
        self._who = f"{kind} {name}"
        self.diverts = self._has("diverts", bool)
        """Whether the policy says that it diverts vans on the road."""
        self._state: dict[str, Any] = {}
        if self._has("reset", callable):
            self._state = {"state": self.ask("reset", 0, rng)}

    def ask(self, method: str, now: int, *arguments: Any) -> Any:
        """Call a method; what it raises becomes a `PluginError`."""
        try:
            return getattr(self._policy, method)(*arguments, **self._state)
        except PluginError:
            raise
        except (Exception, SystemExit) as error:
            raise PluginError(f"{self._at(method, now)}: raised {failure(error)}") from error
        finally:
            reclaim()

    def can(self, method: str) -> bool:
        """Whether the policy has a method that it need not have."""
        return self._has(method, callable)

    def _has(self, attribute: str, is_one: Callable[[Any], bool]) -> bool:
        """Whether what a policy has under a name is one; what is worked out may raise as a method may."""
        try:
            return is_one(getattr(self._policy, attribute, None))
        except (Exception, SystemExit) as error:
            raise PluginError(f"{self._at(attribute, 0)}: raised {failure(error)}") from error

    def time(self, method: str, now: int, *arguments: Any) -> int:
        """A time at least a second after `now`; one beyond all runs is the end of all."""
        answer = self.ask(method, now, *arguments)
        time = plain_int(answer)
        earliest = 0 if now < 0 else now + SECOND
        if time is None or time < earliest:
            accepted = "a whole number of microseconds, at least a second after now,"
            raise self.refused(method, now, answer, f"{accepted} is accepted ({earliest} or later)")
        return min(time, END)

    def mask(self, method: str, now: int, size: int, *arguments: Any) -> NDArray[np.bool_]:
        """A bool for each of `size` things."""
        answer = self.ask(method, now, *arguments)
        mask = _array(answer)
        if mask is None or mask.dtype != np.bool_ or mask.shape != (size,):
            raise self.refused(method, now, answer, f"a bool array of shape ({size},) is accepted")
        return mask

    def units(self, method: str, now: int, size: int, *arguments: Any) -> NDArray[np.int64]:
        """A whole number of units, none negative, for each of `size` items."""
        answer = self.ask(method, now, *arguments)
        units = _array(answer)
        if units is not None and units.dtype.kind == "f":
            units = units.astype(np.float64)  # the largest quantity is none in half precision
        accepted = f"{size} whole numbers from 0 to {MOST_UNITS} are accepted"
        if units is None or units.dtype.kind not in "iuf" or units.shape != (size,):
            raise self.refused(method, now, answer, accepted)
        wrong = ~((units >= 0) & (units <= MOST_UNITS) & (units == np.floor(units)))  # NaN is neither
        if wrong.any():
            place = int(np.flatnonzero(wrong)[0])
            raise self.refused(method, now, units[place], f"of item {place} {accepted}")
        return units.astype(np.int64)

    def order(self, method: str, now: int, size: int, *arguments: Any) -> list[int]:
        """An order of `size` things: each of their numbers once."""
        answer = self.ask(method, now, *arguments)
        order = _array(answer)
        if order is None or order.dtype.kind not in "iu" or sorted(order.ravel().tolist()) != list(range(size)):
            raise self.refused(method, now, answer, f"each of 0 to {size - 1} once is accepted")
        return order.ravel().tolist()

    def choice(self, method: str, now: int, names: Sequence[str], *arguments: Any) -> int:
        """The number of one of `names`."""
        answer = self.ask(method, now, *arguments)
        number = plain_int(answer)
        if number is None or not 0 <= number < len(names):
            accepted = ", ".join(f"{k} ({name})" for k, name in enumerate(names))
            raise self.refused(method, now, answer, f"accepted: {accepted}")
        return number

    def refused(self, method: str, now: int, answer: Any, accepted: str) -> PluginError:
        """An answer that cannot be used, in words."""
        return PluginError(f"{self._at(method, now)}: {_shown(answer)} is not accepted, {accepted}")

    def _at(self, method: str, now: int) -> str:
        days = -(now // DAY) if now < JUST_BEFORE else 0
        moment = f"{days} {'days' if days > 1 else 'day'} before the run" if days else describe(max(now, 0))
        return f"{self._who}: {method} at {moment}"


def asked(block: PolicyBlock, seed: int, replication: int, node: int = 0) -> Asked:
    """The policy a scenario names, to be asked; with a random stream of its own."""
    name = str(getattr(block, block.discriminator))
    return Asked(block.kind, name, block.build(), stream(seed, replication, f"policy/{block.group}/{node}"))


def asked_at(block: PolicyBlock, seed: int, replication: int, nodes: tuple[tuple[int, int], ...]) -> Asked:
    """The sourcing rule a scenario names, among nodes at these places (metres)."""
    name = str(getattr(block, block.discriminator))
    rng = stream(seed, replication, f"policy/{block.group}/0")
    rule = Asked(block.kind, name, _AtNodes(block.build()), rng).ask("at_nodes", 0, nodes)
    if not callable(getattr(rule, "choose", None)):
        raise PluginError(
            f"{block.kind} {name}: at_nodes: {_shown(rule)} is not accepted, a rule with choose() is accepted"
        )
    return Asked(block.kind, name, rule, rng)


class _AtNodes:
    """A rule before it knows its nodes: it has no state yet."""

    def __init__(self, rule: Any) -> None:
        self.at_nodes = rule.at_nodes


def _array(answer: Any) -> NDArray[Any] | None:
    """A plain array of our own: a subclass may say of itself what it likes, and what is kept may be changed later.

    None for what is no array at all, and for one with masked values, which are none.
    """
    try:
        return None if np.ma.is_masked(answer) else np.array(answer)
    except (Exception, SystemExit):  # an outside object may refuse in any way
        return None


def _shown(answer: Any) -> str:
    try:
        said = " ".join(str.__str__(repr(answer)).split())
    except (Exception, SystemExit):
        return f"a {type_name(answer)}"
    return said if len(said) <= SHOWN else f"{said[:SHOWN]}..."
