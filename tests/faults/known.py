"""Faults that tests once let pass, planted in every run; and faults that no test can see, with the reason."""

from pathlib import Path

from faults.planting import Fault

_ONCE_SURVIVED = (
    (
        "sim/delivery/fleet.py",
        "(time_of_day(v.shift_start), time_of_day(v.shift_end))",
        "(time_of_day(v.shift_start), time_of_day(v.shift_end) + 3_600_000_000)",
    ),
    (
        "sim/delivery/carrier.py",
        'np.interp(tape.uniforms["transit"][where], np.linspace(0.0, 1.0, hours.size), hours)',
        'np.interp(tape.uniforms["transit"][where], np.linspace(0.0, 0.98, hours.size), hours)',
    ),
    ("solvers/solution.py", "if load > vehicle.room:", "if load > vehicle.room + 1:"),
)
"""File, what stands there once, what instead."""

INVISIBLE: dict[str, str] = {}
"""Change of a fault -> why it changes nothing that anybody could see."""


def known(root: Path) -> list[Fault]:
    """The faults that once survived, in the sources of today."""
    found = []
    for file, before, after in _ONCE_SURVIVED:
        source = (root / file).read_text(encoding="utf-8")
        assert source.count(before) == 1, f"{file}: {before}"
        start = source.index(before)
        found.append(Fault(file, source[:start].count("\n") + 1, start, start + len(before), before, after))
    return found
