"""What alternatives are called: short, whatever somebody wrote behind a plus sign."""

from scenarios import load
from scenarios.study.labels import label, short_name

SPEEDS = "{'00:00': 1, '07:00': 0.5, '10:00': 0.8, '16:00': 0.5, '19:00': 1}"


def test_a_long_value_is_said_by_how_much_of_it_there_is() -> None:
    plain, jams = load("tiny"), load(f"tiny+delivery.fleet.traffic.speeds={SPEEDS}+days=2")
    assert label(plain, jams) == "delivery.fleet.traffic.speeds 5 entries instead of none, days 2 instead of 1"
    other = load(f"tiny+delivery.fleet.traffic.speeds={SPEEDS.replace('0.8', '0.9')}")
    assert label(jams, other).startswith("other delivery.fleet.traffic.speeds, days 1 instead of 2")
    assert len(short_name(jams)) < 80
    assert short_name(load("tiny+delivery.mode=carrier")) == "tiny+delivery.mode=carrier"
    assert short_name(plain) == "tiny"
