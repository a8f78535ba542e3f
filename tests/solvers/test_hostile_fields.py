"""Every field of a problem, a vehicle, a break and a speed profile, and of their file, given what it cannot hold.

What is refused is refused in one line that names the field; what is not is a problem that can be audited and explained.
"""

import json
import re
from dataclasses import fields

import numpy as np
import pytest

from solvers import FAR, Break, Route, RoutingProblem, SpeedProfile, Vehicle, audit, explain
from solvers.instances import read_instance

NAN, INFINITE = float("nan"), float("inf")
PLAIN = [
    None, True, False, "x", "3", "", "two\nlines", 1.5, -1, -2, 10**12, 10**30, -(10**30), 2**63, INFINITE, [], [[]],
    [[1], [2, 3]], [1, [2]], {}, {"a": 1}, [None], ["a"], [True] * 3, [0, True, 1], [0, None, 1], [0, "1", 1],
    [0, 2**70, 1], [0, 1.5, 1], [0, -5, 1], [0, 10**12, 1], [0, 10**13, 1], [1, 2], [1, 2, 3, 4], [[1, 2, 3]],
    [[0, 1], [1, 0]], [[0] * 3] * 3, [[0] * 2] * 3, [[5, 1]] * 3, [[[0, 1], [1, 2]]] * 3, [[[0, 9], [30, 20]]] * 3,
    [[0, -1, 2], [1, 0, 1], [2, 1, 0]], [5, 1], [0, 2**50], [0, 2**40], [NAN, 0, 1],
]  # fmt: skip
"""What JSON can say."""
ODD = [
    NAN, object(), 1 + 1j, b"x", {1, 2, 3}, range(3), np.zeros((3, 3, 3)), np.zeros(3, dtype="datetime64[s]"),
    np.array([0, 1, 2], dtype=np.uint8), np.array(3), np.array(["a", "b", "c"]), np.array([True, False, True]),
    Vehicle("v", 1, 9), [Vehicle("v", 1, 9)], Break((0, 1), 1), [Break((0, 1), 1)] * 2, SpeedProfile((0,), (5,)),
]  # fmt: skip
"""What Python can say besides."""
USUAL = {
    RoutingProblem: {"demand": [0, 1, 1], "vehicles": (Vehicle("van", 1, 9),), "distance": [[0, 1, 2]] * 3},
    Vehicle: {"name": "van", "count": 1, "capacity": 9},
    Break: {"window": (0, 5), "duration": 2},
    SpeedProfile: {"times": (0, 5), "speeds": (5, 2)},
}
WHERE = {RoutingProblem: "", Vehicle: "vehicles: ", Break: "breaks: ", SpeedProfile: "speed_profiles: "}
FIELDS = [(kind, item.name) for kind in USUAL for item in fields(kind)]


def refusal(make, *given, **fields):
    """What comes of it, or the message with which it is refused."""
    try:
        return make(*given, **fields)
    except ValueError as error:
        return str(error)


OTHERS = {"demand": "distance|vehicles: van: capacity", "times": "speed_profiles: speeds", "depots": "demand"}
"""Fields named where two of them disagree, by the field that was changed."""


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=[f"{kind.__name__}.{field}" for kind, field in FIELDS])
def test_what_a_field_cannot_hold_is_refused_by_its_name(kind, field):
    accepted = 0
    for value in [*PLAIN, *ODD]:
        found = refusal(kind, **USUAL[kind] | {field: value})
        if isinstance(found, str):
            assert re.match(rf"{WHERE[kind]}(van: )?{field}\b|{OTHERS.get(field, field)}", found), (value, found)
            assert len(found.splitlines()) == 1
            continue
        accepted += 1
        if kind is RoutingProblem:
            audit(found, [Route(0, (1,))])
            assert explain(found, [], stops=[1])
            assert found.copy().differs(found) == ""
    assert accepted < len(PLAIN) / 2


DOCUMENT = {
    "format": "orderlab problem",
    "version": 2,
    "demand": [0, 1, 1],
    "vehicles": [{"name": "van", "count": 1, "capacity": 9}],
    "distance": [[0, 1, 2]] * 3,
}
IN_JSON = [
    {"window": [0, 1]}, [{"window": [0, 1]}], [{"window": [5, 1], "duration": 3}],
    [{"window": [0, 1], "duration": True}],
    [{"window": [0, 9], "duration": 3, "often": 1}], [{"times": [0]}], [{"times": [0], "speeds": [10**9]}],
    [{"times": [5, 0], "speeds": [1, 1]}], [{"count": 1}], [{"capacity": 1}],
]  # fmt: skip


def written(path, document):
    """The lines of a file with a field a line."""
    rows = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in document.items())
    path.write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("field", [*(item.name for item in fields(RoutingProblem)), "format", "version", "sha256"])
def test_what_a_file_cannot_hold_is_refused_by_line_and_field(tmp_path, field):
    path, accepted = tmp_path / "problem.json", 0
    for value in [*PLAIN, *IN_JSON]:
        rows = written(path, DOCUMENT | {field: value})
        said = refusal(read_instance, path)
        if not isinstance(said, str):
            accepted += 1
            continue
        found = re.fullmatch(r".*problem\.json:(\d+): ((\w+).*)", said)
        assert found, (value, said)
        assert re.match(rf"{field}\b|{OTHERS.get(field, field)}", found[2]), (value, said)
        assert rows[int(found[1]) - 1].startswith(f'"{found[3]}"'), (value, said)
    assert accepted < len(PLAIN) / 2


@pytest.mark.parametrize("field", [item.name for item in fields(Vehicle)])
def test_what_a_vehicle_in_a_file_cannot_hold_is_refused(tmp_path, field):
    path = tmp_path / "problem.json"
    for value in [*PLAIN, *IN_JSON]:
        written(path, DOCUMENT | {"vehicles": [{"name": "van", "count": 1, "capacity": 9, field: value}]})
        said = refusal(read_instance, path)
        named = isinstance(said, str) and re.fullmatch(rf".*problem\.json:5: (vehicles: .*)?{field}\b.*", said)
        assert named or not isinstance(said, str), (value, said)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"demand": [0, 1]}, "distance: shape (3, 3) is not accepted, use (2, 2): demand has 2 nodes"),
        (
            {"demand": [0, 1], "time_window": [[0, 9]] * 3},
            "demand: 2 nodes are not accepted, use 3, as in distance and time_window",
        ),
        ({"skills": [0, 1]}, "skills: shape (2,) is not accepted, use (3,): demand has 3 nodes"),
        (
            {"allowed_vehicles": [1, 1, 1]},
            "allowed_vehicles: shape (3,) is not accepted, use (3, 1): demand has 3 nodes, vehicles 1 type",
        ),
        ({"allowed_vehicles": [[1], [0, 1], [1]]}, "allowed_vehicles: rows of different lengths are not accepted"),
        (
            {"soft_window": [[0, 9], [9, 0], [0, 9]]},
            "soft_window: [9, 0] is not accepted, use a window that opens before it closes",
        ),
        (
            {"time_window": [[[0, 9], [FAR, FAR]], [[0, 9], [30, 20]], [[0, 9], [FAR, FAR]]]},
            "time_window: [30, 20] is not accepted, use a window that opens before it closes",
        ),
        ({"prize": [-1, 2**70, 0]}, f"prize: {2**70} is not accepted, use whole numbers"),
        ({"service_time": [0, True, 0]}, "service_time: True is not accepted, use whole numbers"),
    ],
)
def test_words(changes, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        RoutingProblem(**USUAL[RoutingProblem] | changes)


def test_overtime_begins_after_a_length():
    message = (
        "vehicles: van: max_overtime: 30 is not accepted without shift_length, the time after which overtime begins"
    )
    with pytest.raises(ValueError, match=f"^{message}$"):
        Vehicle("van", 1, 9, max_overtime=30)
    assert Vehicle("van", 1, 9, shift_length=50, max_overtime=30).longest == 80


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"vehicles": (Vehicle("van", 0, 9),)}, "no vehicle is available"),
        ({"time_window": [[0, 0], [0, FAR], [0, FAR]]}, "would be back at 1, after 0"),
        ({"demand": [0, 10**12, 1]}, "demand 1000000000000 is above the largest vehicle's capacity 9"),
        ({"distance": [[0, FAR, 2], [1, 0, FAR], [2, 1, 0]]}, "no road leads to it and back"),
        ({"vehicles": (Vehicle("van", 1, 9, breaks=(Break((0, 0), 5),)),), "time_window": [[0, 3]] * 3}, "its breaks"),
    ],
)
def test_what_can_be_said_and_not_be_done_has_its_reason(changes, reason):
    found = explain(RoutingProblem(**USUAL[RoutingProblem] | changes), [], stops=[1])
    assert reason in found[0].reason


def extreme(rng):
    """A problem of numbers at and near the ends of what is accepted."""

    def large(several, most=2 * FAR):
        return [0, *rng.choice([0, 1, 5, 30, 10**12, FAR, most - 1, most], several).tolist()]

    def drawn(chance, **more):
        return more if rng.random() < chance else {}

    way = np.abs(np.arange(4)[:, None] - np.arange(4)[None, :]) * int(rng.choice([10, 10**7, 10**11]))
    window = np.sort(np.array([large(3), large(3)]).T, axis=1)
    given = {"demand": large(3), "distance": np.where(rng.random((4, 4)) < 0.1, FAR, way)}
    given |= drawn(0.4, duration=way) | drawn(0.4, service_time=large(3)) | drawn(0.6, prize=large(3))
    given |= drawn(0.4, time_window=window) | drawn(0.2, pickup=large(3)) | drawn(0.2, release_time=large(3))
    given |= drawn(0.3, soft_window=window, lateness_cost_per_minute=large(3), earliness_cost_per_minute=large(3))
    room, length, way, wait = large(4, FAR)[1:]
    van = {"name": "van", "count": int(rng.choice([0, 1, FAR])), "capacity": room}
    van |= drawn(0.2, shift_length=length) | drawn(0.2, max_distance=way) | drawn(0.2, max_trips=100, reload_time=wait)
    van |= drawn(0.5, fixed_cost=10**11) | drawn(0.5, cost_per_kilometre=10**11) | drawn(0.5, cost_per_hour=10**11)
    objective = rng.choice(["distance", "cost", "duration", "vehicles_then_distance"])
    return RoutingProblem(vehicles=(Vehicle(**van),), objective=str(objective), **given)


def test_numbers_at_their_ends_are_audited_and_explained():
    kinds = set()
    for seed in range(100):
        problem = extreme(np.random.default_rng(seed))
        for found in explain(problem, []):
            assert "\n" not in str(found)
            kinds.update(change.kind for change in found.changes)
            assert all(audit(change.problem, change.routes, [1, 2, 3]) for change in found.changes)
    assert {"capacity", "vehicle", "prize"} <= kinds
