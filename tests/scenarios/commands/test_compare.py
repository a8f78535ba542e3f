import json


def test_compare_says_who_is_better_and_what_it_costs_a_month(orderlab) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("compare", "tiny", "tiny+processing.automation=manual", "--replications", "3")
    assert answer.code == 0
    assert (
        "A = tiny   B = tiny+processing.automation=manual   3 simulated days each, the same customers in both"
        in answer.out
    )
    cost = next(line for line in answer.out.splitlines() if line.startswith("cost_per_order"))
    assert "worse" in cost
    assert "GBP a month" in answer.out


def test_compare_json_has_the_agreed_shape(orderlab) -> None:  # type: ignore[no-untyped-def]
    words = ("tiny", "tiny+delivery.mode=carrier", "tiny+delivery.solver.name=savings")
    document = json.loads(orderlab("compare", *words, "--replications", "2", "--json").out)
    assert list(document) == ["baseline", "replications", "comparisons"]
    assert (document["baseline"], document["replications"]) == ("tiny", 2)
    assert [(one["a"], one["b"]) for one in document["comparisons"]] == [("tiny", other) for other in words[1:]]


def test_compare_goes_on_until_profit_is_clear(orderlab) -> None:  # type: ignore[no-untyped-def]
    """Three replications are too few to tell at the first of several looks; identical ones are known at once."""
    words = ("compare", "tiny+delivery.mode=carrier", "tiny+delivery.mode=carrier+delivery.carrier.lost=0.01", "--json")
    document = json.loads(orderlab(*words).out)
    assert document["replications"] in (6, 12, 24, 50)
    assert document["comparisons"][0]["kpis"]["profit"]["verdict"] != "unclear" or document["replications"] == 50
    same = json.loads(orderlab("compare", "tiny+delivery.mode=carrier", "tiny+delivery.mode=carrier", "--json").out)
    assert same["replications"] == 3


def test_set_changes_both_sides(orderlab) -> None:  # type: ignore[no-untyped-def]
    words = ("compare", "tiny", "tiny+delivery.mode=carrier", "--replications", "1", "--json")
    plain = json.loads(orderlab(*words).out)["comparisons"][0]["kpis"]["order_volume"]
    changed = json.loads(orderlab(*words, "--set", "placement.demand.orders_per_day=60").out)
    volume = changed["comparisons"][0]["kpis"]["order_volume"]
    assert volume["a"] == volume["b"] < plain["a"]


def test_compare_to_names_the_baseline(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "week.yaml").write_text("extends: tiny\ndelivery: {mode: carrier}\nexperiment: {compare_to: tiny}\n")
    document = json.loads(orderlab("compare", "week.yaml", "--replications", "1", "--json").out)
    assert (document["baseline"], document["comparisons"][0]["b"]) == ("tiny", "week.yaml")


def test_all_lists_what_does_not_differ(orderlab) -> None:  # type: ignore[no-untyped-def]
    words = ("compare", "tiny", "tiny", "--replications", "2")
    short, full = orderlab(*words).out, orderlab(*words, "--all").out
    assert "equal" in next(line for line in short.splitlines() if "(--all lists them)" in line)
    assert "fill_rate" in full
    assert "fill_rate" not in short


def test_a_steady_state_says_which_days_count(orderlab) -> None:  # type: ignore[no-untyped-def]
    days = "days=5+experiment.design=steady_state+experiment.warm_up_days=1+experiment.cool_down_days=1"
    answer = orderlab("compare", f"tiny+{days}", "tiny+days=5+delivery.mode=carrier", "--replications", "2")
    assert answer.code == 0
    assert "Steady state: orders of day 2 to 4 of 5 count." in answer.out


def test_what_a_folder_has_is_not_run_again_and_told_the_same(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    words = ("compare", "tiny", "tiny+delivery.mode=carrier", "--replications", "2", "--out", tmp_path / "study")
    first = orderlab(*words)
    again = orderlab(*words)
    assert again.out == first.out
    resumed = orderlab("resume", tmp_path / "study")
    assert (resumed.code, resumed.out) == (0, first.out)


def test_two_currencies_are_not_subtracted(orderlab) -> None:
    answer = orderlab("compare", "tiny", "tiny+currency=EUR", "--replications", "2")
    assert answer.code == 2
    assert "currency: EUR, and tiny has GBP" in answer.err
