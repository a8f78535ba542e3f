"""What was asked for, written down: enough to take a broken study up again without the words of the command.

The scenarios are kept resolved, so that neither a file that changed since nor a folder that moved changes the question.
Relative paths in them (an order file, a policy in a file of its own) are meant from the folder it was asked in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scenarios.document import Header, Laboratory, Sequential
from scenarios.errors import InputError
from scenarios.scenario import Scenario
from scenarios.study.running.plan import run_key
from scenarios.study.running.versions import digest

LONGEST = 20_000
"""Letters of a name, which the words of a command become: a path, and its changes."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question that takes a study to answer.

    Parameters
    ----------
    kind
        Which command asks: ``run``, ``compare``, ``sweep`` ...
    scenarios
        Resolved; the baseline first.
    options
        What else decides the answer and how it is printed, as plain JSON values.
    asked_in
        Folder from which relative paths are meant.
    """

    kind: str
    scenarios: tuple[Scenario, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    asked_in: Path = field(default_factory=Path.cwd)

    @property
    def key(self) -> str:
        """Hash of all that the answer depends on; for a run the key of the run."""
        keys = [run_key(one, most_replications(one)) for one in self.scenarios]
        if self.kind == "run":
            return keys[0]
        names = [one.name for one in self.scenarios]
        return digest({"kind": self.kind, "runs": keys, "names": names, "options": dict(self.options)})

    @property
    def title(self) -> str:
        """A name for a folder: the baseline's, with the kind in front unless it is a plain run."""
        name = self.scenarios[0].header.name
        return name if self.kind == "run" else f"{self.kind}-{name}"

    def to_json(self) -> str:
        """Write it down."""
        return json.dumps(
            {
                "kind": self.kind,
                "asked_in": str(self.asked_in),
                "options": dict(self.options),
                "scenarios": [
                    {
                        "name": one.name,
                        "label": one.label,
                        "header": one.header.model_dump(mode="json", by_alias=True),
                        "values": one.values(),
                        "origins": [[list(path), where] for path, where in one.origins.items()],
                    }
                    for one in self.scenarios
                ],
            }
        )

    @staticmethod
    def from_json(text: str, place: Path) -> Request:
        """Read what `to_json` wrote.

        Raises
        ------
        InputError
            If it was written by a version whose scenarios had other fields, or is no request.
        """
        try:
            found = json.loads(text)
            scenarios = tuple(
                Scenario(
                    _text(one["name"]),
                    Header.model_validate(one["header"]),
                    Laboratory.model_validate(one["values"]),
                    {tuple(path): _text(where) for path, where in one["origins"]},
                    label=_text(one["label"]),
                )
                for one in found["scenarios"]
            )
            return Request(str(found["kind"]), scenarios, dict(found["options"]), Path(found["asked_in"]))
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise InputError(
                f"RUN_FOLDER: {place}: asked by another version of orderlab ({where}: {error.errors()[0]['msg']}), "
                "the command itself is accepted again"
            ) from None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise InputError(
                f"RUN_FOLDER: {place}: what is stored is no request, the command itself is accepted again"
            ) from None


def _text(given: object) -> str:
    if not isinstance(given, str) or len(given) > LONGEST:
        raise TypeError("no text")
    return given


def most_replications(scenario: Scenario) -> int:
    """Return how many replications a scenario may take."""
    wanted = scenario.experiment.replications
    return wanted.max if isinstance(wanted, Sequential) else wanted
