import json
from pathlib import Path

import pytest

from scenarios import load
from scenarios.errors import InputError
from scenarios.study.keeping.request import Request
from scenarios.study.running.plan import cells, run_key


@pytest.mark.parametrize("name", ["tiny", "city_day", "trace_replay+placement.trace.path=orders.csv"])
def test_what_was_asked_is_read_back_whole(name: str) -> None:
    asked = Request("compare", (load(name), load("tiny", ["experiment.seed=4"])), {"all": True})
    again = Request.from_json(asked.to_json(), Path())
    assert again == asked
    assert [cells(one, [0])[0].key for one in again.scenarios] == [cells(one, [0])[0].key for one in asked.scenarios]


def test_the_key_of_a_run_is_that_of_its_numbers() -> None:
    scenario = load("tiny")
    assert Request("run", (scenario,)).key == run_key(scenario, 3)
    wanted = "experiment.replications={min: 2, max: 7, until: {kpi: profit, half_width: 1}}"
    assert Request("run", (load("tiny", [wanted]),)).key == run_key(load("tiny"), 7)


def test_another_question_has_another_key() -> None:
    a, b = load("tiny"), load("tiny+delivery.mode=carrier")
    questions = [
        Request("compare", (a, b)),
        Request("compare", (b, a)),
        Request("compare", (a, b), {"all": True}),
        Request("sweep", (a, b)),
    ]
    assert len({one.key for one in questions}) == len(questions)


def test_a_question_of_another_version_is_one_line() -> None:
    found = json.loads(Request("run", (load("tiny"),)).to_json())
    found["scenarios"][0]["values"]["days"] = -1
    with pytest.raises(InputError, match=r"^RUN_FOLDER: here: asked by another version of orderlab \(days: "):
        Request.from_json(json.dumps(found), Path("here"))


@pytest.mark.parametrize("text", ["{}", "[]", "null", "5", "[" * 100_000, '{"scenarios": 3}'])
def test_what_is_no_request_is_one_line(text: str) -> None:
    with pytest.raises(InputError, match="RUN_FOLDER: there: what is stored is no request"):
        Request.from_json(text, Path("there"))
