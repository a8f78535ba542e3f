"""The page of a sweep, a search or a sensitivity: what was found, the picture, and how to repeat it."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.report.repeating import packages
from scenarios.report.study_page import Part, StudyPage, render
from scenarios.resolve import Scenario
from scenarios.writing import to_yaml


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that is there as the bytes of a PNG file."""

    heading: str
    caption: str
    png: bytes

    @property
    def source(self) -> str:
        """The picture as a data URL."""
        return "data:image/png;base64," + base64.b64encode(self.png).decode("ascii")


def study_page(
    kind: str, scenario: Scenario, options: Mapping[str, Any], lead: Sequence[str], told: str, pictures: Sequence[Drawn]
) -> bytes:
    """Return the page.

    Parameters
    ----------
    kind
        Which command asked.
    scenario
        That it starts from.
    options
        Of the request: the words that ask again.
    lead
        What was found, in a few lines.
    told
        What the command printed.
    pictures
        To be shown.
    """
    words = [f"--{name.replace('_', '-')} {one}" for name, one in _words(options)]
    seed = scenario.experiment.seed
    return render(
        StudyPage(
            title=f"{kind.capitalize()}: {scenario.header.title or scenario.name}",
            subtitle=f"{scenario.name}, seed {seed}",
            headline=(),
            parts=[Part(title=kind, lead=lead, told=told)],
            repeat=" ".join(["orderlab", kind, scenario.name, *words]),
            facts=[("seed", str(seed)), *packages()],
            yaml=to_yaml(scenario),
            pictures=pictures,
        )
    )


def _words(options: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the options that were given, one word each."""
    found: list[tuple[str, str]] = []
    for name, value in options.items():
        for one in value if isinstance(value, list) else [value]:
            if one not in (None, False, ""):
                text = str(one)
                found.append((name, f'"{text}"' if " " in text else text))
    return found
