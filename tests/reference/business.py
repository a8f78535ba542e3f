"""The oracle: the same order business as plain SimPy processes, one generator per order.

It shares with the engine what the tape means (fates, service times, promises, keyed draws) and
nothing of what happens when: orders, parcels, returns and contacts are processes that wait for
moments and for people. Read the rooms as the article's steps:

    placement     an order comes, is keyed in or not         rooms/placement.py
    processing    details, payment, fraud, price             rooms/processing.py
                  a promise of stock, backorders             rooms/availability.py, inventory.py, shops.py, offers.py,
                                                             transfers.py
    fulfilment    pick, pack, label                          rooms/fulfilment.py
    delivery      carrier or vans, the door                  rooms/delivery.py, carrier.py, counters.py, fleet.py,
                                                             trips.py, doors.py
    tracking      the promise watched, notices of delay      rooms/tracking.py
    after-sales   faults, returns, contacts, satisfaction    rooms/aftersales.py, returns.py, charges.py, support.py,
                  closing.py, settling.py
"""

from __future__ import annotations

from reference.context import Context
from reference.journal import Journal
from reference.rooms.aftersales import AfterSales
from reference.rooms.availability import Availability
from reference.rooms.carrier import Carrier
from reference.rooms.charges import Charges
from reference.rooms.closing import Closing
from reference.rooms.counters import Counters
from reference.rooms.custom import Custom
from reference.rooms.delivery import Delivery
from reference.rooms.doors import Doors
from reference.rooms.fleet import Fleet
from reference.rooms.fulfilment import Fulfilment
from reference.rooms.inventory import Inventory
from reference.rooms.offers import Offers
from reference.rooms.placement import Placement
from reference.rooms.processing import Processing
from reference.rooms.returns import Returns
from reference.rooms.settling import Settling
from reference.rooms.shops import Shops
from reference.rooms.support import Support
from reference.rooms.tracking import Tracking
from reference.rooms.transfers import Transfers

from sim.config import SimConfig
from sim.delivery.promise import promise_windows
from sim.placement.offering import as_offered
from sim.tape import Tape


def run_business(config: SimConfig, tape: Tape) -> Journal:
    """One replication; rooms are built from the last to the first, because each is handed those that follow."""
    tape = as_offered(tape, config)
    context = Context(config, tape)
    if tape.orders == 0 and tape.walk_ins is None:
        return context.journal
    windows = promise_windows(tape, config)
    charges = Charges(context)
    custom = Custom(context)
    closing = Closing(context, charges, custom, windows[1])
    inventory = Inventory(context)
    shops = Shops(context, inventory)
    transfers = Transfers(context, inventory)

    support = Support(context)
    returns = Returns(context, inventory, charges)
    aftersales = AfterSales(context, returns, support)
    tracking = Tracking(context, windows[1], support)
    doors = Doors(context, inventory, aftersales, closing, charges)
    carrier = Carrier(context, doors)
    fleet = None if config.delivery.mode == "carrier" else Fleet(context, windows, doors)
    counters = Counters(context, doors, carrier)
    delivery = Delivery(context, carrier, fleet, counters)
    fulfilment = Fulfilment(context, inventory, delivery, closing, windows[1])
    offers = Offers(context, inventory, fulfilment, closing)
    availability = Availability(context, inventory, offers, tracking, closing, windows)
    processing = Processing(context, availability, closing)
    placement = Placement(context, processing, closing, custom, charges, windows[1])

    # Four things go back up: what was not found is looked for again, new stock serves who waits, what was lost is sent
    # again, and nobody sends.
    fulfilment.not_found = availability.learn_of_short
    doors.send_again = availability.send_again
    inventory.arrived = availability.serve_backorders
    offers.give_up = availability.give_up

    # Equal decisions are taken in this order.
    inventory.start_counting()
    if fleet is not None:
        fleet.start()
    shops.start()
    placement.start()
    inventory.start()
    transfers.start()
    carrier.start()
    counters.start()
    context.run()
    settling = Settling(context)
    settling.charge_back()
    for order in closing.served:
        settling.rate(order)
    return context.journal
