"""A staffed station with priority classes, advanced to a moment in one compiled call.

The same station as `sim.stations.Station`, for what is feed-forward between decisions: tokens are
rows of columns, and everything between two cuts is known when the second comes. The state is
carried across cuts in arrays, so that cutting anywhere changes nothing. At equal times completions
come before changes of staff, and these before arrivals; within each, the lower row first. Who is
free takes the next token only then: a server whose shift ends at this moment starts nothing.
"""

import numpy as np
from numba import njit

FREE, IN_SERVICE, NEXT_STEP, FIRST_HEAD = 0, 1, 2, 3
"""Places in `state`; head and length of each class' queue follow in pairs from FIRST_HEAD."""

NEVER = np.int64(2**62)


@njit(cache=True)
def _push(time, row, times, rows, size):  # type: ignore[no-untyped-def]
    """Put (time, row) on the binary heap of tokens in service; the new size."""
    place = size
    while place > 0:
        parent = (place - 1) >> 1
        if times[parent] < time or (times[parent] == time and rows[parent] < row):
            break
        times[place], rows[place] = times[parent], rows[parent]
        place = parent
    times[place], rows[place] = time, row
    return size + 1


@njit(cache=True)
def _pop(times, rows, size):  # type: ignore[no-untyped-def]
    """Take the earliest entry off the heap; the new size. Read it at place 0 first."""
    size -= 1
    time, row = times[size], rows[size]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        other = child + 1
        if other < size and (
            times[other] < times[child] or (times[other] == times[child] and rows[other] < rows[child])
        ):
            child = other
        if time < times[child] or (time == times[child] and row < rows[child]):
            break
        times[place], rows[place] = times[child], rows[child]
        place = child
    times[place], rows[place] = time, row
    return size


@njit(cache=True)
def _next_waiting(queue, state):  # type: ignore[no-untyped-def]
    """The row at the head of the first queue that has one, taken off; -1 if all are empty."""
    for grade in range(queue.shape[0]):
        place = FIRST_HEAD + 2 * grade
        if state[place + 1] > 0:
            row = queue[grade, state[place]]
            state[place] = (state[place] + 1) % queue.shape[1]
            state[place + 1] -= 1
            return row
    return -1


@njit(cache=True)
def advance(  # type: ignore[no-untyped-def]
    until,
    arrival_time,
    arrival_row,
    priority,
    service,
    started,
    finished,
    step_time,
    step_change,
    heap_time,
    heap_row,
    queue,
    state,
    out_row,
):
    """Let everything happen that happens before `until`; the number of tokens finished.

    Parameters
    ----------
    until : int64 microseconds; events at or after it are left for later.
    arrival_time, arrival_row : int64 (arrivals,), ascending; all before `until`.
    priority : uint8 by row, the class of a token (taken modulo the number of queues).
    service, started, finished : int64 by row; the last two are written.
    step_time, step_change : int64 (steps,), changes of staff over the whole replication.
    heap_time, heap_row : int64, tokens in service; queue : int32 (classes, ring), tokens waiting.
    state : int64, see the constants above.
    out_row : int64, filled with finished rows in the order they finished.
    """
    free, busy, step = state[FREE], state[IN_SERVICE], state[NEXT_STEP]
    arrivals, steps = arrival_row.size, step_time.size
    arrival, done = 0, 0
    while True:
        completion = heap_time[0] if busy > 0 else NEVER
        change = step_time[step] if step < steps else NEVER
        arriving = arrival_time[arrival] if arrival < arrivals else NEVER
        now = min(completion, change, arriving)
        if now >= until:
            break
        if completion == now:
            row = heap_row[0]
            busy = _pop(heap_time, heap_row, busy)
            finished[row] = now
            out_row[done] = row
            done += 1
            free += 1  # a server whose shift is over leaves: free was negative
        elif change == now:
            free += step_change[step]
            step += 1
        else:
            row = arrival_row[arrival]
            arrival += 1
            if free > 0:
                free -= 1
                started[row] = now
                busy = _push(now + service[row], row, heap_time, heap_row, busy)
            else:
                grade = priority[row] % queue.shape[0]
                place = FIRST_HEAD + 2 * grade
                queue[grade, (state[place] + state[place + 1]) % queue.shape[1]] = row
                state[place + 1] += 1
            continue
        if (busy > 0 and heap_time[0] == now) or (step < steps and step_time[step] == now):
            continue
        while free > 0:
            row = _next_waiting(queue, state)
            if row < 0:
                break
            free -= 1
            started[row] = now
            busy = _push(now + service[row], row, heap_time, heap_row, busy)
    state[FREE], state[IN_SERVICE], state[NEXT_STEP] = free, busy, step
    return done
