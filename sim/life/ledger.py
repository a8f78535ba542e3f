"""Where the units of a line can be, and the moves between these places.

ordered = cancelled + unallocated + backordered + allocated + picked + packed + shipped
shipped = in_transit + delivered + lost + undeliverable
delivered = kept + returning + inspecting + restocked + downgraded + scrapped
"""

from __future__ import annotations


class LedgerError(Exception):
    """Something that cannot be: a move the table does not allow, more units than there are, an end twice."""


ORDERED = 0
CANCELLED = 1
UNALLOCATED = 2
BACKORDERED = 3
ALLOCATED = 4
PICKED = 5
PACKED = 6
IN_TRANSIT = 7
KEPT = 8
LOST = 9
UNDELIVERABLE = 10
RETURNING = 11
INSPECTING = 12
RESTOCKED = 13
DOWNGRADED = 14
SCRAPPED = 15
BUCKETS = 16

MOVES = {
    UNALLOCATED: (CANCELLED, BACKORDERED, ALLOCATED),
    BACKORDERED: (CANCELLED, ALLOCATED),
    ALLOCATED: (UNALLOCATED, PICKED, CANCELLED),
    PICKED: (PACKED,),
    PACKED: (IN_TRANSIT, CANCELLED),
    IN_TRANSIT: (KEPT, LOST, UNDELIVERABLE, PACKED),  # a failed attempt comes back to the dock
    KEPT: (RETURNING,),
    LOST: (ALLOCATED,),  # what is sent again
    RETURNING: (INSPECTING,),
    INSPECTING: (RESTOCKED, DOWNGRADED, SCRAPPED),
}
"""Place -> where units may go from it."""
