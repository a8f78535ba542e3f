"""Looking for the node that is to send an order, among many."""

from numba import njit


@njit(cache=True)
def best(units, items, quantities, keep, closed, first, per_metre, x, y, at_x, at_y):  # type: ignore[no-untyped-def]
    """The open node that has most lines; of these the lowest `first` plus `per_metre` times the way; the nearest.

    units int64 (nodes, items): what may be promised; a node has a line if it can promise so many and keep `keep`.
    items, quantities int64 (lines,); closed int64 (any,): numbers of closed nodes, of which not all may be;
    first float64, x, y int64 metres (nodes,); at_x, at_y: where the order goes.
    """
    chosen, most, least, way = -1, -1, 0.0, 0
    for node in range(units.shape[0]):
        open_ = True
        for k in range(closed.size):
            if closed[k] == node:
                open_ = False
        if not open_:
            continue
        lines = 0
        for k in range(items.size):
            if units[node, items[k]] >= quantities[k] + keep:
                lines += 1
        if lines < most:
            continue
        square = (x[node] - at_x) ** 2 + (y[node] - at_y) ** 2
        cost = first[node] + per_metre * float(square) ** 0.5 if per_metre else first[node]
        if lines > most or cost < least or (cost == least and square < way):
            chosen, most, least, way = node, lines, cost, square
    return chosen
