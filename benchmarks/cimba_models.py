"""The models of `peer_queues.py` and `peer_lines.py` for Cimba, whose classes are compiled as they stand."""

import cimba
from cimba import inputs
from order_line import INSPECTORS, PACKERS, PICKERS, RETURNED, VERIFIERS, WAVE

SERVERS, SERVICE = 3, 2.4


class Queue(cimba.Model):
    """M/M/3: arrivals and servers as processes, a Store between them."""

    interarrival: cimba.Input[float] = inputs.dist.exponential(mean=1.0)
    service: cimba.Input[float] = inputs.dist.exponential(mean=SERVICE)
    line: cimba.Store[float]
    waits: cimba.Dataset
    left: cimba.Dataset
    mean_wait: cimba.Output[float]

    @cimba.on_end
    def measure(self):
        self.mean_wait = self.waits.sample_mean()

    @cimba.process
    def arrivals(self):
        while True:
            cimba.hold(self.interarrival.next())
            self.line.put(cimba.now())

    @cimba.process(copies=SERVERS)
    def server(self):
        while True:
            came = self.line.get()
            self.waits.record(cimba.now() - came)
            cimba.hold(self.service.next())
            self.left.record(cimba.now())


class Line(cimba.Model):
    """The order line: servers and a Store for each station, a process for the waves, one for each returned order.

    An order is delivered so long after it left: as in our own line, no process waits for what is known beforehand.
    """

    interarrival: cimba.Input[float] = inputs.dist.exponential(mean=1.0)
    verifying: cimba.Input[float] = inputs.dist.exponential(mean=2.4)
    picking: cimba.Input[float] = inputs.dist.gamma(shape=2.0, scale=2.4)
    packing: cimba.Input[float] = inputs.dist.exponential(mean=3.2)
    transit: cimba.Input[float] = inputs.dist.gamma(shape=4.0, scale=360.0)
    comes_back: cimba.Input[float] = inputs.dist.uniform(low=0.0, high=1.0)
    way_back: cimba.Input[float] = inputs.dist.exponential(mean=4320.0)
    inspecting: cimba.Input[float] = inputs.dist.exponential(mean=10.0)
    to_verify: cimba.Store[float]
    to_pick: cimba.Store[float]
    to_pack: cimba.Store[float]
    dock: int = 0
    inspect: cimba.Resource = cimba.Resource(capacity=INSPECTORS)
    placed: cimba.Dataset
    verified: cimba.Dataset
    picked: cimba.Dataset
    packed: cimba.Dataset
    shipped: cimba.Dataset
    delivered: cimba.Dataset
    inspected: cimba.Dataset
    count: cimba.Output[float]

    @cimba.on_end
    def measure(self):
        self.count = 1.0 * self.delivered.sample_count()

    @cimba.process
    def arrivals(self):
        while True:
            cimba.hold(self.interarrival.next())
            self.placed.record(cimba.now())
            self.to_verify.put(cimba.now())

    @cimba.process(copies=VERIFIERS)
    def verifier(self):
        while True:
            order = self.to_verify.get()
            cimba.hold(self.verifying.next())
            self.verified.record(cimba.now())
            self.to_pick.put(order)

    @cimba.process(copies=PICKERS)
    def picker(self):
        while True:
            order = self.to_pick.get()
            cimba.hold(self.picking.next())
            self.picked.record(cimba.now())
            self.to_pack.put(order)

    @cimba.process(copies=PACKERS)
    def packer(self):
        while True:
            self.to_pack.get()
            cimba.hold(self.packing.next())
            self.packed.record(cimba.now())
            self.dock += 1

    @cimba.process
    def waves(self):
        while True:
            cimba.hold(WAVE)
            leaving, self.dock = self.dock, 0
            for _ in range(leaving):
                self.shipped.record(cimba.now())
                on_the_way = self.transit.next()
                self.delivered.record(cimba.now() + on_the_way)
                if self.comes_back.next() < RETURNED:
                    cimba.spawn(Return, line=self, after=on_the_way + self.way_back.next())


class Return(cimba.Model):
    """An order that comes back and is inspected."""

    line: cimba.Ref[Line]
    after: float

    @cimba.process
    def way(self):
        cimba.hold(self.after)
        self.line.inspect.acquire()
        cimba.hold(self.line.inspecting.next())
        self.line.inspect.release()
        self.line.inspected.record(cimba.now())


QUEUE, LINE = Queue(), Line()
