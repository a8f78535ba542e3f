"""Taking picked units from the shelf, in the order of time, as long as nothing is missing."""

from numba import njit


@njit(cache=True)
def take(rows, times, until, plain, line_start, item, quantity, shelf, book):  # type: ignore[no-untyped-def]
    """Take the units of `rows` from `shelf` and `book`; how many rows were dealt with.

    Stops before the first row that was picked at `until` or later (something else happens to the shelf
    then), that is not `plain` (not a whole order, or one that asks twice for an item), or whose
    units are not all there.

    rows, times int64 (rows,); plain bool (rows,); line_start int32 (orders + 1,); item int32 and
    quantity int16 (lines,); shelf and book int64 (items,).
    """
    for k in range(rows.size):
        row = rows[k]
        if times[k] >= until or not plain[k]:
            return k
        for line in range(line_start[row], line_start[row + 1]):
            if shelf[item[line]] < quantity[line]:
                return k
        for line in range(line_start[row], line_start[row + 1]):
            shelf[item[line]] -= quantity[line]
            book[item[line]] -= quantity[line]
    return rows.size
