"""What is refused before anything is subtracted, and what may differ."""

import pytest

from scenarios import load
from scenarios.errors import InputError
from scenarios.study.api import as_arms
from scenarios.study.searching.levers import business_levers

HEAD = "placement.demand.orders_per_day"


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("tiny+days=3", "days: 3, and tiny has 1"),
        ("tiny+follow_up_days=0", "follow_up_days: 0, and tiny has 40"),
        ("tiny+currency=EUR", "currency: EUR, and tiny has GBP"),
        ("tiny+experiment.seed=7", "experiment.seed: 7, and tiny has 20261122"),
        ("tiny+experiment.replications=9", "experiment.replications: 9, and tiny has 3"),
        ("tiny+experiment.design=steady_state", "experiment.design: steady_state, and tiny has terminating"),
        ("tiny+experiment.margins={profit: 500}", "experiment.margins: {profit: 500.0}, and tiny has {}"),
    ],
)
def test_totals_of_other_spans_and_wishes_of_one_alone_are_refused_in_a_line(other: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        as_arms([load("tiny"), load(other)])
    assert said in str(refused.value)
    assert str(refused.value).startswith(f"{other}: ")
    assert "\n" not in str(refused.value)


def test_what_is_asked_of_both_is_granted() -> None:
    arms = as_arms([load(f"tiny+days=3+experiment.seed=7{more}") for more in ("", f"+{HEAD}=60")])
    assert [one.config.days for one in arms] == [3, 3]
    both = as_arms([load("tiny", ["experiment.seed=7"]), load(f"tiny+{HEAD}=60", ["experiment.seed=7"])])
    assert [one.experiment.seed for one in both] == [7, 7]


def test_a_file_of_its_own_gives_way_but_an_arm_that_wants_its_own_luck_does_not(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from scenarios.resolve import arms_of

    own = tmp_path / "own.yaml"
    own.write_text("extends: tiny\nexperiment: {seed: 5, replications: 9}\n")
    assert [one.experiment.seed for one in as_arms([load("tiny"), load(own)])] == [20261122, 20261122]
    armed = tmp_path / "armed.yaml"
    armed.write_text("extends: tiny\nexperiment: {seed: 5}\narms: {now: {}, lucky: {set: {experiment.seed: 6}}}\n")
    with pytest.raises(InputError, match=r"^lucky: experiment.seed: 6, and now has 5"):
        as_arms(arms_of(load(armed)))


def test_a_trace_is_as_long_as_its_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    files = [tmp_path / f"{name}.csv" for name in ("short", "long")]
    for file, days in zip(files, (2, 3), strict=True):
        rows = [f"{day}{k},2026-01-0{day} 1{k}:00:00" for day in range(1, days + 1) for k in range(5)]
        file.write_text("\n".join(["order_id,placed", *rows]) + "\n")
    columns = "placement.trace.columns={order: order_id, placed: placed}"
    traced = [load("tiny", [f"placement.trace.path={file}", columns, "delivery.mode=carrier"]) for file in files]
    with pytest.raises(InputError, match="days: 3, and tiny has 2"):
        as_arms(traced)
    with pytest.raises(InputError, match="tiny: days: 2, and tiny has 1"):
        as_arms([load("tiny"), traced[0]])
    assert len(as_arms([load("tiny", ["days=2"]), traced[0]])) == 2


def test_how_long_is_simulated_is_no_setting_to_be_best(orderlab) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError, match="--vary: days: says what is simulated"):
        business_levers(["days=1,2"], load("tiny"))
    words = ("--vary", "days=1,2", "--kpi", "profit", "--replications", "2")
    swept = orderlab("sweep", "tiny+delivery.mode=carrier", *words)
    assert swept.code == 0
    assert swept.out.startswith("tiny+delivery.mode=carrier: 2 settings")
    assert "Most profit" not in swept.out
    assert "earns more" not in swept.out
