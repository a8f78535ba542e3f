"""What is counted is said in the singular where there is one."""

from scenarios.spans import counted, spans


def test_one_is_singular() -> None:
    assert [counted(count, "iteration") for count in (0, 1, 2_000)] == [
        "0 iterations",
        "1 iteration",
        "2,000 iterations",
    ]
    assert [counted(count, "business", "businesses") for count in (1, 2)] == ["1 business", "2 businesses"]


def test_spans_are_named_as_planners_do() -> None:
    assert [spans(1, 7), spans(5, 7), spans(1, 10), spans(3, 10)] == [
        "1 simulated week",
        "5 simulated weeks",
        "1 simulation of 10 days",
        "3 simulations of 10 days",
    ]
