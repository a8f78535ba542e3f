"""Faults that tests once let pass, planted in every run; and faults that no test can see, with the reason."""

from pathlib import Path

from faults.planting import Fault

_ONCE_SURVIVED = (
    (
        "sim/delivery/yard.py",
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

INVISIBLE: dict[str, str] = {
    "sim/tape.py: state = hashlib.blake2b(digest_size=16) [16 -> (17)]": (
        "a longer digest tells the same customers apart"
    ),
    "sim/lines.py: if needed > self._out.size: [needed > self._out.size -> (needed >= self._out.size)]": (
        "room is made one token earlier"
    ),
    "sim/placement/custom.py: "
    "lost, won = late & (draw < self._config.lost_after_late), ~late & (draw < self._config.won_after_on_time) "
    "[draw < self._config.won_after_on_time -> (draw <= self._config.won_after_on_time)]": (
        "a draw of 53 bits never is the number that a person wrote"
    ),
    "solvers/kernels/rich/pushing.py: if ready >= NEVER: [ready >= NEVER -> (ready > NEVER)]": (
        "a van that is ready at no time reaches nothing: the next start is NEVER as well"
    ),
    "sim/kernels/sourcing.py: chosen, most, least, way = -1, -1, 0.0, 0 [-1 -> (1)]": (
        "the first open node takes its place, and one always is"
    ),
}
"""Change of a fault -> why it changes nothing that anybody could see."""


def known(root: Path) -> list[Fault]:
    """The faults that once survived, in the sources of today."""
    found = []
    for file, before, after in _ONCE_SURVIVED:
        source = (root / file).read_text(encoding="utf-8")
        assert source.count(before) == 1, f"{file}: {before}"
        start = source.index(before)
        number = source[:start].count("\n")
        found.append(
            Fault(file, number + 1, source.splitlines()[number].strip(), start, start + len(before), before, after)
        )
    return found
