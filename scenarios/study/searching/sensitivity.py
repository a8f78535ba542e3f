"""Which inputs move a KPI, how far, and whether alone or together: Morris' screening and Sobol's shares of variance.

One path for everything that can be evaluated: `analyse` draws a design, hands it to a function and turns the answers
into influences. The simulator is one such function (`simulated`); a test puts in one whose answer is known.

Morris (1991, Technometrics 33) moves one input at a time along random trajectories, from each of which every input gets
one *elementary effect*, here the change of the KPI scaled to the input's whole range; ``mu*`` is the mean of their
absolute values (Campolongo, Cariboni and Saltelli 2007) and ``sigma`` their spread. It is cheap. Sobol's indices need
many more evaluations and say which share of the KPI's variance an input explains alone (first order) and with
all it does together with others (total order), by the estimators of Saltelli et al. (2010).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenarios.document import Sequential
from scenarios.errors import InputError
from scenarios.reading import dotted
from scenarios.resolve import with_values
from scenarios.scenario import Scenario
from scenarios.study.running.trials import Trials, over
from scenarios.study.searching.levers import Choice, Lever, Range, settings

Method = Literal["morris", "sobol"]
Evaluate = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""A design, float64 (points, inputs), to values, float64 (points, outputs)."""

SAMPLES: dict[Method, int] = {"morris": 10, "sobol": 64}
"""Trajectories of Morris, and base samples of Sobol (a power of two), unless said otherwise."""

LEVELS = 4
"""Levels of an input in Morris' design; with an even number all are drawn equally often."""


@dataclass(frozen=True, slots=True)
class Input:
    """A number that is varied between two bounds; whole numbers are rounded to."""

    name: str
    low: float
    high: float
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What an input does to an output when it goes through its range, by Morris.

    Parameters
    ----------
    input
        Which.
    mean
        Mean elementary effect, in the output's unit: signed, so that ups and downs cancel.
    size
        Mean absolute effect, ``mu*``.
    half_width
        Half the interval of `size`, by bootstrap over trajectories.
    spread
        Standard deviation of the effects: curvature, or dependence on the other inputs.
    """

    input: Input
    mean: float
    size: float
    half_width: float
    spread: float


@dataclass(frozen=True, slots=True)
class Share:
    """Which share of an output's variance an input explains, by Sobol: alone, and with all it does together.

    Intervals are given by half their width, by bootstrap.
    """

    input: Input
    first: float
    first_half_width: float
    total: float
    total_half_width: float


Influences = list[Effect] | list[Share]


def analyse(
    inputs: Sequence[Input],
    evaluate: Evaluate,
    method: Method = "morris",
    *,
    samples: int | None = None,
    seed: int = 1,
    confidence: float = 0.95,
) -> list[Influences]:
    """Return the influence of every input on every output of a function.

    Parameters
    ----------
    inputs
        At least two for Sobol, one for Morris.
    evaluate
        Called once, with the whole design.
    method
        ``morris`` takes samples x (inputs + 1) points, ``sobol`` samples x (inputs + 2).
    samples
        Trajectories, or base samples; see `SAMPLES`.
    seed
        Of the design and of the bootstrap.
    confidence
        Coverage of the intervals.

    Returns
    -------
    list
        For each output the influences, largest first.
    """
    problem = {
        "num_vars": len(inputs),
        "names": [one.name for one in inputs],
        "bounds": [[one.low, one.high] for one in inputs],
    }
    count = samples or SAMPLES[method]
    points = _design(problem, method, count, seed)
    whole = np.array([one.whole for one in inputs])
    values = evaluate(np.where(whole, np.rint(points), points))
    return [_influences(inputs, problem, method, points, column, seed, confidence) for column in values.T]


def points_needed(method: Method, inputs: int, samples: int | None = None) -> int:
    """Return how many points a design has."""
    return (samples or SAMPLES[method]) * (inputs + (1 if method == "morris" else 2))


def inputs_of(levers: Sequence[Lever]) -> list[Input]:
    """Return levers as inputs.

    Raises
    ------
    InputError
        For a lever that is no range of numbers.
    """
    for lever in levers:
        if isinstance(lever, Choice):
            raise InputError(f"--vary: {dotted(lever.path)}: a list of values, a range low:high is accepted here")
    return [Input(dotted(one.path), one.low, one.high, one.whole) for one in levers if isinstance(one, Range)]


def simulated(scenario: Scenario, levers: Sequence[Lever], kpis: Sequence[str], runs: Trials) -> Evaluate:
    """Return the function that a scenario is: settings of the levers to mean KPIs, all over the same customers.

    Its ``experiment`` says how many replications a mean is taken over (of a sequential one the minimum).
    """
    wanted = scenario.experiment.replications
    replications = wanted.min if isinstance(wanted, Sequential) else wanted

    def evaluate(design: NDArray[np.float64]) -> NDArray[np.float64]:
        rows = [[_plain(lever, value) for lever, value in zip(levers, row, strict=True)] for row in design.tolist()]
        scenarios = [with_values(scenario, settings(levers, row)) for row in rows]
        done = runs.run(scenarios, range(replications))
        means = [[over(seen, kpi, 0.95).mean for kpi in kpis] for seen in done]
        for one, seen, row in zip(scenarios, done, means, strict=True):
            for kpi, mean in zip(kpis, row, strict=True):
                if mean is None:
                    why = next((f" ({replication.failure})" for replication in seen if replication.failure), "")
                    raise InputError(
                        f"--vary: {one.name}: {kpi} is not observed there{why}, narrower ranges are accepted"
                    )
        return np.array(means, dtype=np.float64)

    return evaluate


def _plain(lever: Lever, value: float) -> Any:
    assert isinstance(lever, Range)
    return lever.at(value)


def _design(problem: dict[str, Any], method: Method, count: int, seed: int) -> NDArray[np.float64]:
    from SALib.sample import morris, sobol

    if method == "morris":
        drawn = morris.sample(problem, count, num_levels=LEVELS, seed=seed % 2**32)
    else:
        drawn = sobol.sample(problem, count, calc_second_order=False, seed=seed % 2**32)
    return np.asarray(drawn, dtype=np.float64)


def _influences(
    inputs: Sequence[Input],
    problem: dict[str, Any],
    method: Method,
    points: NDArray[np.float64],
    values: NDArray[np.float64],
    seed: int,
    confidence: float,
) -> Influences:
    from SALib.analyze import morris, sobol

    if method == "morris":
        found = morris.analyze(problem, points, values, conf_level=confidence, num_levels=LEVELS, seed=seed % 2**32)
        columns = (found[key] for key in ("mu", "mu_star", "mu_star_conf", "sigma"))
        effects = [Effect(one, *map(float, row)) for one, *row in zip(inputs, *columns, strict=True)]
        return sorted(effects, key=lambda effect: -effect.size)
    if np.all(values == values[0]):
        # Nothing varies, so there is no variance to share out.
        return [Share(one, 0.0, 0.0, 0.0, 0.0) for one in inputs]
    with warnings.catch_warnings():
        # A bootstrap sample without variance divides by zero inside; its interval is then not a number, and stays so.
        warnings.simplefilter("ignore", RuntimeWarning)
        found = sobol.analyze(problem, values, calc_second_order=False, conf_level=confidence, seed=seed % 2**32)
    columns = (found[key] for key in ("S1", "S1_conf", "ST", "ST_conf"))
    shares = [Share(one, *map(float, row)) for one, *row in zip(inputs, *columns, strict=True)]
    return sorted(shares, key=lambda share: -share.total)
