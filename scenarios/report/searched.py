"""What the pages of a sweep, a search and a sensitivity share: the frame, a picture, the command that asks again."""

from __future__ import annotations

import base64
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.report.compared import WORDS
from scenarios.report.repeating import packages
from scenarios.report.study_page import Part, StudyPage, render
from scenarios.scenario import Scenario, as_simulated
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


def page(
    kind: str,
    scenario: Scenario,
    options: Mapping[str, Any],
    subtitle: str,
    part: Part,
    pictures: Sequence[Drawn],
    warnings: Sequence[str] = (),
) -> bytes:
    """Return the page of a study of one scenario.

    Parameters
    ----------
    kind
        Which command asked.
    scenario
        That it starts from.
    options
        Of the request: the words that ask again.
    subtitle
        How much was simulated.
    part
        What was found.
    pictures
        To be shown.
    warnings
        What the model wants to be known.
    """
    seed, count = scenario.experiment.seed, scenario.experiment.replications
    fixed = ["--replications", str(count)] if isinstance(count, int) else []
    again = ["orderlab", kind, scenario.name, *_words(options), *fixed, "--seed", str(seed)]
    return render(
        StudyPage(
            title=f"{kind.capitalize()}: {scenario.header.title or scenario.name}",
            subtitle=f"{scenario.name}: {subtitle}",
            headline=(),
            parts=[part],
            repeat=shlex.join(again),
            facts=[("seed", str(seed)), *packages()],
            yaml=to_yaml(as_simulated(scenario)),
            pictures=pictures,
            words=WORDS,
            warnings=warnings,
        )
    )


def _words(options: Mapping[str, Any]) -> list[str]:
    """Return the options that were given, as words of a command line."""
    found: list[str] = []
    for name, value in options.items():
        for one in value if isinstance(value, list) else [value]:
            if one not in (None, False, ""):
                found += [f"--{name.replace('_', '-')}", str(one)]
    return found
