"""Walk-in customers at the shelf, and what the order system hears of them."""

from numba import njit


@njit(cache=True)
def sell(first, until, times, items, units, shelf, book, taken, sold, missed):  # type: ignore[no-untyped-def]
    """Serve the purchases of one store from number `first` on that come before `until`; the first not served.

    A purchase takes what is there. Of what is missing, `missed` are units that orders took from this shelf (`taken`)
    and nothing has replaced. times int64, items and units int32, sold and missed int64, all (purchases,); shelf, book
    and taken int64 (items,).
    """
    k = first
    while k < times.size and times[k] < until:
        item = items[k]
        got = min(shelf[item], units[k])
        shelf[item] -= got
        book[item] -= got
        blamed = min(units[k] - got, taken[item])
        taken[item] -= blamed
        sold[k] = got
        missed[k] = blamed
        k += 1
    return k


@njit(cache=True)
def tell(until, nodes, idle, ends, served, told, times, items, units, shelf, book, taken, sold, missed, promisable):  # type: ignore[no-untyped-def]
    """Tell the records of what was sold before `until` at every store; idle stores are served up to then first.

    Returns when the first purchase comes that was not told of, far in the future if there is none.

    nodes int64 (stores,); idle bool, ends, served, told int64 (stores,): a store's purchases lie together up to its
    end, and are served and told up to a number; shelf, book, taken and promisable int64 (nodes, items).
    """
    news = 2**62
    for place in range(nodes.size):
        node, end = nodes[place], ends[place]
        if idle[place] and served[place] < end and times[served[place]] < until:
            own = slice(0, end)
            served[place] = sell(
                served[place], until, times[own], items[own], units[own], shelf[node], book[node], taken[node],
                sold, missed,
            )  # fmt: skip
        k = told[place]
        while k < served[place] and times[k] < until:
            promisable[node, items[k]] -= sold[k]
            k += 1
        told[place] = k
        if k < end:
            news = min(news, times[k])
    return news
