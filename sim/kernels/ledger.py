"""Moving the units of whole orders from one bucket of the line ledger to another."""

from numba import njit


@njit(cache=True)
def move_orders(units, line_start, orders, source, target):  # type: ignore[no-untyped-def]
    """Move all units that the lines of `orders` have in bucket `source` to `target`.

    units int16 (lines, buckets), line_start int32 (orders + 1,), orders int64.
    """
    for order in orders:
        for line in range(line_start[order], line_start[order + 1]):
            units[line, target] += units[line, source]
            units[line, source] = 0
