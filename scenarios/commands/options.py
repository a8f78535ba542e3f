"""What each kind of study may be asked beside its scenarios: read again from a run folder, it is checked anew."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scenarios.errors import InputError
from scenarios.study.keeping.request import Request
from scenarios.study.searching.goals import known_kpi

Texts = list[str]
Some = Annotated[list[str], Field(min_length=1)]
Count = Annotated[int, Field(ge=1)]


class Run(BaseModel):
    """Of `orderlab run`: none."""

    model_config = ConfigDict(strict=True)


class Compare(Run):
    """Of `orderlab compare`."""

    all: bool
    explain: bool
    per: Literal["month", "year"]
    asked: str


class Sweep(Run):
    """Of `orderlab sweep`."""

    vary: Texts
    kpi: Texts


class Optimise(Run):
    """Of `orderlab optimise`."""

    minimise: str | None
    maximise: str | None
    subject_to: Texts
    vary: Some
    trials: Count
    finalists: Count
    indifference: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None


class Sensitivity(Run):
    """Of `orderlab sensitivity`."""

    vary: Some
    kpi: Some
    method: Literal["morris", "sobol"]
    samples: Annotated[int, Field(ge=2)] | None


OPTIONS: dict[str, type[Run]] = {
    "run": Run,
    "compare": Compare,
    "sweep": Sweep,
    "optimise": Optimise,
    "sensitivity": Sensitivity,
}
LEAST_SCENARIOS = {"compare": 2}
"""Of how many scenarios a study is at least; all others are of just one."""


def check_options(request: Request) -> None:
    """Refuse a request whose options or scenarios its kind of study does not have.

    Raises
    ------
    InputError
        With the option.
    """
    wrong = ""
    found, least = len(request.scenarios), LEAST_SCENARIOS.get(request.kind, 1)
    several = request.kind in LEAST_SCENARIOS
    if found < least or (found > least and not several):
        wrong = f"scenarios: {found} are not accepted, {least}{' or more' if several else ''}"
    try:
        OPTIONS[request.kind].model_validate(dict(request.options))
    except ValidationError as error:
        first = error.errors()[0]
        wrong = f"options.{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    if wrong:
        raise InputError(f"RUN_FOLDER: {request.kind}: {wrong}, the command itself is accepted again")
    for key in request.options.get("kpi", ()):
        known_kpi(key, f"RUN_FOLDER: {request.kind}: options.kpi")
