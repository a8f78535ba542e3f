"""Moving units from one bucket of the line ledger to another."""

from numba import njit


@njit(cache=True)
def move_orders(units, line_start, orders, source, target):  # type: ignore[no-untyped-def]
    """Move all units that the lines of `orders` have in bucket `source` to `target`.

    units uint8, int16 or int32 (lines, buckets), line_start int32 (orders + 1,), orders int64.
    """
    for order in orders:
        for line in range(line_start[order], line_start[order + 1]):
            units[line, target] += units[line, source]
            units[line, source] = 0


@njit(cache=True)
def move_lines(units, lines, counts, source, target):  # type: ignore[no-untyped-def]
    """Move `counts` units of each of `lines` from `source` to `target`; how many rows were dealt with.

    Stops before the first row that asks for more units than there are. units uint8, int16 or int32 (lines,
    buckets), lines and counts int64 (rows,).
    """
    for k in range(lines.size):
        left = units[lines[k], source] - counts[k]
        if left < 0:
            return k
        units[lines[k], source] = left
        units[lines[k], target] += counts[k]
    return lines.size
