"""Stations: people who serve tokens one at a time, on SimPy's clock.

A station has servers on a roster, service times in a column, and a queue: first come first
served, or by priority class. A change of shift, a break and a breakdown are all the same thing, a
change of the number of servers; who is serving finishes the token in hand first, and who finishes
at the very moment of a change starts nothing before it. Tokens may have patience and leave the
queue (reneging). Nothing is counted here: `started` and `finished` are columns of the log, and
queue statistics are computed from them.

The two functions that every token passes, `enter` and `done`, are closures over the station's
state: the speed of the model lives here, so that the rooms can be written for reading.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from sim.breakdowns import Failures, capacity_changes
from sim.clock import ARRIVAL, COMPLETION, Clock, Token
from sim.roster import Roster

Column: TypeAlias = "array[int] | memoryview"
"""Int64 by token `index`."""


NEVER = (-1, 0)
"""The change after the last."""


class SimulationError(Exception):
    """A replication that cannot go on; one line with station, order and simulated time."""


class Station:
    """A staffed station.

    Parameters
    ----------
    clock : the replication's clock.
    name : as planners call it, for example ``picking.north``.
    roster : staff over time.
    service : service time of each token by its `index`, microseconds.
    started, finished : log columns to stamp by the token's `index`.
    then : called as ``then(token, now)`` when a token is finished.
    classes : number of priority classes; above 1, a token's `priority` picks its queue, 0 first.
    patience : None, or by `index` the microseconds a token waits before it leaves, None where it does not.
    gave_up : called as ``gave_up(token, now)`` for a token that left the queue.
    queue_limit : tokens waiting at which the replication ends with a SimulationError.
    failures : of its servers, of each kind.
    """

    __slots__ = ("enter", "name", "queue_length", "roster")

    def __init__(
        self,
        clock: Clock,
        name: str,
        roster: Roster,
        service: Column,
        started: Column,
        finished: Column,
        then: Callable[[Any, int], None],
        *,
        classes: int = 1,
        patience: Callable[[int], int | None] | None = None,
        gave_up: Callable[[Any, int], None] | None = None,
        queue_limit: int = 1_000_000,
        failures: tuple[Failures, ...] = (),
    ) -> None:
        self.name = name
        self.roster = roster
        schedule = clock.schedule
        queues: list[deque[Any]] = [deque() for _ in range(classes)]
        first = queues[0]
        waiting: set[Token] = set()
        free = roster.starting.at_start
        steps = capacity_changes(roster.starting, failures)
        step = next(steps, NEVER)
        next_change = step[0]

        def begin(token: Any, now: int) -> None:
            index = token.index
            started[index] = now
            token.callbacks = completion
            schedule(token, COMPLETION + index, service[index])

        def enter(token: Any, now: int) -> None:
            """A token arrives; it starts at once if somebody is free."""
            nonlocal free
            if free > 0 and now != next_change:
                free -= 1
                index = token.index
                started[index] = now
                token.callbacks = completion
                schedule(token, COMPLETION + index, service[index])
                return
            queue = first if classes == 1 else queues[token.priority]
            queue.append(token)
            if len(queue) > queue_limit:
                raise SimulationError(f"{name}: more than {queue_limit} waiting at {describe(now)}")
            if patience is not None and (bears := patience(token.index)) is not None:
                waiting.add(token)
                leave = Token(token.index)
                leave.callbacks = [partial(renege, token)]
                schedule(leave, ARRIVAL + token.index, bears)

        def renege(token: Any, _event: Any) -> None:
            if token not in waiting:
                return  # served in time
            waiting.discard(token)
            (first if classes == 1 else queues[token.priority]).remove(token)
            assert gave_up is not None
            gave_up(token, clock._now)  # type: ignore[arg-type]

        def next_waiting() -> Any:
            for queue in queues:
                if queue:
                    token = queue.popleft()
                    waiting.discard(token)
                    return token
            return None

        def done(token: Any) -> None:
            """A token is finished: its server takes the next one, then the token goes on."""
            nonlocal free
            now: int = clock._now  # type: ignore[assignment]
            try:
                finished[token.index] = now
                if free < 0 or now == next_change:  # the shift is over, or may be: this server leaves
                    free += 1
                elif first and not waiting:  # the usual case, inlined: the head of the first queue
                    following = first.popleft()
                    index = following.index
                    started[index] = now
                    following.callbacks = completion
                    schedule(following, COMPLETION + index, service[index])
                else:
                    following = next_waiting()
                    if following is None:
                        free += 1
                    else:
                        begin(following, now)
                then(token, now)
            except SimulationError:
                raise
            except Exception as error:
                order = getattr(token, "order", token.index)  # returns and tickets have numbers of their own
                raise SimulationError(f"{name}: {describe(now)}: order {order}: {error!r}") from error

        def change(now: int) -> None:
            """More or fewer servers from now on."""
            nonlocal free, step, next_change
            free += step[1]
            step = next(steps, NEVER)
            next_change = step[0]
            follow()
            while free > 0:
                token = next_waiting()
                if token is None:
                    return
                free -= 1
                begin(token, now)

        def follow() -> None:
            if step is not NEVER:
                clock.at(next_change, ARRIVAL, change, -1)  # before whoever arrives at that moment

        completion = [done]
        self.enter = enter
        self.queue_length: Callable[[], int] = lambda: sum(map(len, queues))
        follow()


def describe(now: int) -> str:
    """A simulated time in words: day, hour, minute."""
    minutes = now // 60_000_000
    return f"day {minutes // 1440}, {minutes // 60 % 24:02d}:{minutes % 60:02d}"
