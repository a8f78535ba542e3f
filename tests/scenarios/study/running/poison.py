"""A dispatch policy that does not dispatch: what a study must survive, chosen by name."""

import os
import signal
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Poison:
    how: str = "raise"

    def next_decision(self, now):
        match self.how:
            case "raise":
                raise ZeroDivisionError("poisoned")
            case "memory":
                bytearray(2**60)
            case "hang":
                while True:
                    pass
            case "hang_in_c":
                sum(range(10**15))  # compiled code that lets no signal in
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
        return now + 3_600_000_000

    def select(self, dock):
        return np.ones(dock.staged.size, dtype=bool)
