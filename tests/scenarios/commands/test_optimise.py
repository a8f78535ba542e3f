import json
from pathlib import Path

import pytest

pytest.importorskip("optuna")

PICKERS = "fulfilment.nodes.north.pickers"
VARY = ("--vary", f"{PICKERS}=1:3")


def test_fewer_pickers_are_cheaper_where_two_are_idle(orderlab) -> None:  # type: ignore[no-untyped-def]
    words = ("optimise", "tiny", "--minimise", "cost_per_order", "--subject-to", "order_accuracy >= 0.5", *VARY)
    words += ("--vary", "delivery.fleet.vans.van.count=2:3")
    quick = ("--set", "delivery.mode=carrier", "--replications", "1", "--finalists", "2")
    answer = orderlab(*words, *quick, "--out", "out")
    assert answer.code == 0
    assert "without effect, a carrier delivers everything: delivery.fleet.vans.van.count" in answer.err
    assert f"At the edge of its range: {PICKERS}. Beyond" in answer.out
    assert f"Best: --set {PICKERS}=1" in answer.out
    assert "order_accuracy >= 0.5 holds" in answer.out
    document = json.loads(orderlab(*words, *quick, "--out", "out", "--json").out)
    assert document["best"]["set"].startswith(f"--set {PICKERS}=1")
    assert len(document["trials"]) == 6
    assert document["probability_of_correct_selection"] == 0.95


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--minimise", "cost_per_ordr", *VARY), "did you mean cost_per_order"),
        (VARY, "--minimise: missing"),
        (("--minimise", "cost_per_order"), "--vary: missing"),
        (("--minimise", "cost_per_order", "--subject-to", "on_time_delivery over 0.9", *VARY), "are accepted"),
        (("--minimise", "cost_per_order", "--vary", "nowhere=1:2"), "unknown path"),
        (("--minimise", "cost_per_order", "--trials", "0", *VARY), "--trials: 0 is not accepted"),
        (("--minimise", "cost_per_order", "--indifference", "-1", *VARY), "--indifference: -1 is not accepted"),
    ],
)
def test_bad_input_is_one_line(orderlab, tmp_path: Path, words, complaint: str) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("optimise", "tiny", *words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("\n") == 1
    assert complaint in answer.err
    assert not list(tmp_path.iterdir())


def test_a_setting_that_cannot_run_is_said_and_the_search_goes_on(orderlab) -> None:  # type: ignore[no-untyped-def]
    words = ("optimise", "tiny", "--minimise", "cost_per_order", "--vary", f"{PICKERS}=0:1", "--finalists", "1")
    answer = orderlab(*words, "--set", "delivery.mode=carrier", "--replications", "1")
    assert answer.code == 0
    assert f"Best: --set {PICKERS}=1" in answer.out
    assert f"Without a result: tiny+{PICKERS}=0: --vary: {PICKERS}: no staff on any shift" in answer.out
