"""A travel matrix from a file: metres and seconds as it says, whoever wrote it; what it lacks is refused by name."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from strange_shop import settings

from scenarios.errors import InputError
from scenarios.traces import Trace, read
from sim.delivery.planning import Planner
from sim.model import simulate

NODES = {"warehouse": {"x_kilometres": 0.0, "y_kilometres": 0.0}}
PLACES = {"warehouse": (51.5, -0.1), "N1": (51.52, -0.1), "N2": (51.48, -0.1)}
METRES = [[0, 3000, 5000], [3300, 0, 7000], [5000, 7000, 0]]
SECONDS = [[0, 300, 600], [360, 0, 900], [600, 900, 0]]


def osrm(**change: Any) -> str:
    places = [{"location": [longitude, latitude], "name": ""} for latitude, longitude in PLACES.values()]
    table = {"code": "Ok", "sources": places, "destinations": places, "distances": METRES, "durations": SECONDS}
    return json.dumps(table | change)


def valhalla(*, flat: bool = False, units: str = "kilometers") -> str:
    places: Any = [{"lat": latitude, "lon": longitude} for latitude, longitude in PLACES.values()]
    unit = 1000 if units == "kilometers" else 1609.344
    cells: Any = [
        [{"from_index": a, "to_index": b, "distance": METRES[a][b] / unit, "time": SECONDS[a][b]} for b in range(3)]
        for a in range(3)
    ]
    if flat:
        cells = {"distances": [[one / unit for one in row] for row in METRES], "durations": SECONDS}
        return json.dumps({"sources": places, "targets": places, "sources_to_targets": cells, "units": units})
    return json.dumps({"sources": [places], "targets": [places], "sources_to_targets": cells, "units": units})


def pairs(header: str = "from,to,minutes,kilometres", names: tuple[str, ...] = ("Warehouse", "n1", "N2")) -> str:
    rows = [
        f"{names[a]},{names[b]},{SECONDS[a][b] / 60:g},{METRES[a][b] / 1000:g}"
        for a in range(3)
        for b in range(3)
        if a != b
    ]
    return "\n".join([header, *rows]) + "\n"


def square(unit: str, cells: list[list[int]]) -> str:
    rows = [",".join([name, *map(str, row)]) for name, row in zip(PLACES, cells, strict=True)]
    return "\n".join([",".join([unit, *PLACES]), *rows]) + "\n"


def replayed(folder: Path, text: str | dict[str, str], name: str = "m.json", mode: str = "fleet") -> Trace:
    """Two orders, at N1 and at N2, and the matrix."""
    rows = [f"A{k},2026-03-0{k + 2} 10:00:00,{place},{PLACES[place][0]},-0.1" for k, place in enumerate(("N1", "N2"))]
    folder.joinpath("o.csv").write_text("\n".join(["id,placed,code,lat,lon", *rows]) + "\n", encoding="utf-8")
    for file, content in (text if isinstance(text, dict) else {name: text}).items():
        folder.joinpath(file).write_text(content, encoding="utf-8")
    columns = {"postcode": "code", "latitude": "lat", "longitude": "lon"}
    fleet = {"traffic": {"slack": 0.5}, "vans": {"van": {"count": 2, "capacity_litres": 900.0}}}
    simulation = {"fulfilment": {"nodes": NODES}, "delivery": {"mode": mode, "fleet": fleet}}
    origin = {"latitude": 51.5, "longitude": -0.1}
    config = settings(columns=columns, origin=origin, travel={"path": name}, simulation=simulation)
    return read(config, folder)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (osrm(), "m.json"),
        (valhalla(), "m.json"),
        (valhalla(units="miles"), "m.json"),
        (valhalla(flat=True), "m.json"),
        (pairs(), "m.csv"),
        (pairs("from;to;minutes;kilometres").replace(",", ";"), "m.csv"),
        ({"m_1.csv": square("seconds", SECONDS), "m_2.csv": square("metres", METRES)}, "m_*.csv"),
    ],
)
def test_ways_are_those_of_the_file(tmp_path: Path, text: str | dict[str, str], name: str) -> None:
    trace = replayed(tmp_path, text, name)
    tape = trace.tape(1, 0)
    planner = Planner(trace.config, [(0, 0)], 1, 0, travel=tape.travel)
    x, y = tape.address.x.astype(np.int64), tape.address.y.astype(np.int64)
    ways = planner.roads(0, x, y, x * 0)
    assert ways.metres.tolist() == METRES
    assert ways.free.tolist() == SECONDS
    assert ways.planned[0, 1] == 450  # slack of a half is the plan's own
    assert any(f"Travel: {name}, a matrix of " in note and "3 places, 3 of them used" in note for note in trace.notes)


def test_vans_drive_them(tmp_path: Path) -> None:
    trace = replayed(tmp_path, osrm())
    outcome = simulate(trace.config, trace.tape(1, 0))
    assert sorted(outcome.log.trips.arrays()["metres"].tolist()) == [6300, 10000]


def test_without_one_it_is_said_what_is_assumed(tmp_path: Path) -> None:
    config = replayed(tmp_path, osrm()).config
    trace = config.placement.trace
    assert trace is not None
    without = config.model_copy(
        update={"placement": config.placement.model_copy(update={"trace": trace.model_copy(update={"travel": None})})}
    )
    notes = read(without, tmp_path).notes
    assert any(note.startswith("Travel: straight line times 1.3, our default") for note in notes)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"distances": METRES}, "driven at 27 kilometres an hour"),
        ({"durations": SECONDS}, "straight lines times 1.3"),
    ],
)
def test_half_a_matrix_is_filled_and_said(tmp_path: Path, table: dict[str, Any], says: str) -> None:
    whole = json.loads(osrm())
    half = {name: whole[name] for name in ("code", "sources", "destinations")} | table
    trace = replayed(tmp_path, json.dumps(half))
    assert any(says in note for note in trace.notes)
    assert trace.travel is not None
    assert trace.travel.metres[0, 1] == (3000 if "distances" in table else round(1.3 * 2224))
    assert trace.travel.seconds[0, 1] == (400 if "distances" in table else 300)


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        (osrm(durations=[[0, 300, None], *SECONDS[1:]]), "m.json", "no seconds from 51.50000, -0.10000 to 51.48000"),
        (osrm(code="NoTable"), "m.json", "OSRM answered 'NoTable'"),
        (osrm(distances=METRES[:2]), "m.json", "distances of 2 rows where there are 3 places"),
        (osrm(destinations=[]), "m.json", "sources that are not the targets"),
        (osrm(durations=[[60 * one for one in row] for row in SECONDS]), "m.json", "units are others than it says"),
        (osrm(durations=[[-1, 300, 600], *SECONDS[1:]]), "m.json", "below zero"),
        (pairs(names=("warehouse", "N1", "N3")), "m.csv", "1 of 2 orders are not there"),
        (pairs(names=("shed", "N1", "N2")), "m.csv", "no place is called as the node warehouse"),
        (pairs().replace("N2,n1,15,7\n", ""), "m.csv", "no metres from N2 to n1, one of 1 ways"),
        (pairs("from,to,time,distance"), "m.csv", "no column of seconds, minutes or hours"),
        (pairs().replace(",15,", ",quick,"), "m.csv", "'quick' in the row of"),
        (pairs().replace(",15,", ",-15,"), "m.csv", "'-15' in the row of 'n1' is below zero or endless"),
        (pairs().replace(",15,", ",inf,"), "m.csv", "'inf' in the row of 'n1' is below zero or endless"),
        (pairs() + "N2,n1,15,7\n", "m.csv", "two rows from 'N2' to 'n1'"),
        (pairs("from,to,minutes,seconds"), "m.csv", "two columns of times"),
        ("[1, 2]", "m.json", "a header with neither from, to"),
        ("{" * 100_000, "m.json", "travel: "),
        ("", "m.csv", "a header with neither"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(tmp_path: Path, text: str, name: str, says: str) -> None:
    with pytest.raises(InputError, match=r"m\.(json|csv):1: travel: ") as caught:
        replayed(tmp_path, text, name)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_order_far_from_every_place_is_named_where_vans_drive_to_it(tmp_path: Path) -> None:
    places = [{"location": [-0.1, latitude], "name": ""} for latitude in (51.5, 51.52, 51.3)]
    text = osrm(sources=places, destinations=places)
    with pytest.raises(InputError, match=r"1 of 3 nodes and orders .* order A1 is 2\.2 kilometres from the nearest"):
        replayed(tmp_path, text)
    assert replayed(tmp_path, text, mode="carrier").travel is None


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no file n_\*\.csv"):
        replayed(tmp_path, {}, "n_*.csv")
