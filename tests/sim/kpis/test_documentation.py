import re
from pathlib import Path

from sim.kpis import DEFINITIONS

DOCUMENT = Path(__file__).parents[3] / "docs" / "kpis.md"


def test_the_document_lists_every_kpi_as_it_is_defined():
    rows = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"\| `([\w.]+?)(?:\.<\w+>)?` \| (.*) \|$", line):
            rows[match[1]] = match[2].split(" | ")
    assert sorted(rows) == sorted(DEFINITIONS)
    for key, about in DEFINITIONS.items():
        assert rows[key] == [about.unit, about.direction, about.formula, about.denominator or "–"]
