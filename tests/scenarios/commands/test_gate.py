"""`orderlab gate`: limits that hold and that do not, in words, as documents, and refused in one line."""

import json
from xml.etree import ElementTree

import pytest

ORDERS = "{scenario: tiny, replications: 2, kpi: order_volume, "


def test_limits_that_hold_and_one_that_does_not(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "limits.yaml"
    file.write_text(f"- {ORDERS}min: 1}}\n- {ORDERS}min: 1, max: 2}}\n")
    answer = orderlab("gate", file, "--json", "--junit", "gate.xml", "--markdown", "gate.md")
    assert answer.code == 1
    rows = json.loads(answer.out)["rows"]
    assert [(row["what"], row["limit"], row["passed"]) for row in rows] == [
        ("tiny order_volume", ">= 1", True),
        ("tiny order_volume", ">= 1 and <= 2", False),
    ]
    assert rows[0]["value"] == rows[1]["value"] > 2
    assert set(rows[0]) == {"what", "limit", "value", "passed"}
    assert answer.err.splitlines()[-1].startswith("tiny order_volume: ")
    suite = ElementTree.parse(tmp_path / "gate.xml").getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert len(suite.findall(".//testcase")) == 2
    assert len(suite.findall(".//failure")) == 1
    assert (tmp_path / "gate.md").read_text().startswith("## Gate: 1 of 2 limits do not hold")


def test_all_limits_hold(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A map with the list inside it, as JSON, and a scenario that is a file with overrides."""
    scenario = tmp_path / "mine.yaml"
    scenario.write_text("schema: 1\nname: mine\nextends: tiny\n")
    file = tmp_path / "limits.json"
    limit = {"scenario": f"{scenario}+delivery.mode=carrier", "replications": 1, "kpi": "order_accuracy", "max": 1}
    file.write_text(json.dumps({"limits": [limit]}))
    answer = orderlab("gate", file)
    assert answer.code == 0
    assert "holds" in answer.out


def test_a_gap_of_a_solver(orderlab, instance, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """The plan of savings costs 38, a quarter more than what is said to be best known here."""
    instance.with_name("bks.csv").write_text("instance,bks_cost\ntiny,30.4\n")
    file = tmp_path / "limits.yaml"
    limit = f"{{set: {instance}, solver: savings, iterations: 1, "
    file.write_text(f"- {limit}max_gap: 26}}\n- {limit}max_gap: 24}}\n")
    answer = orderlab("gate", file, "--json")
    rows = json.loads(answer.out)["rows"]
    assert [(row["limit"], row["value"], row["passed"]) for row in rows] == [
        ("<= 26 %", 25.0, True),
        ("<= 24 %", 25.0, False),
    ]
    assert answer.code == 1


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", ":1: the file is empty, a list of limits is accepted"),
        ("hello\n", ":1: str at the top, a list of limits is accepted"),
        ("[]\n", ":1: limits: empty, a list of limits is accepted"),
        ("limits: 3\n", ":1: limits: 3 is not accepted, a list of limits is accepted"),
        ("limts:\n- {}\n", ":1: limts: unknown key, accepted: limits"),
        ("- 5\n", ":1: limits: 5 is not accepted"),
        ("\n- {scenario: tiny, kpi: order_volume}\n", ":2: limits: min or max is needed"),
        (
            "- {scenario: tiny, kpi: order_volum, min: 1}\n",
            ":1: kpi: 'order_volum' is not accepted, did you mean order_",
        ),
        ("- scenario: tiny\n  kpi: order_volume\n  min: soon\n", ":3: min: 'soon' is not accepted"),
        ("- {scenario: tiny, kpi: order_volume, min: 3, max: 2}\n", ":1: max: 2 is below min 3"),
        (
            "- scenario: tiny\n  kpi: cancel_rate\n  max: 5\n",
            ":3: max: 5: cancel_rate is a share, a limit from 0 to 1 is accepted",
        ),
        (
            "- {scenario: tiny, kpi: on_time.slot, min: 95}\n",
            ":1: min: 95: on_time.slot is a share, a limit from 0 to 1 is accepted",
        ),
        (
            "- {scenario: tny, kpi: order_volume, min: 3}\n",
            ":1: scenario: tny: no such scenario or file, did you mean tiny?",
        ),
        ("- {scenario: tiny, kpi: wait.nowhere, min: 3, replications: 1}\n", ":1: kpi: 'wait.nowhere' is not in tiny"),
        ("- {set: waves:5, solver: savings, max_gap: 1}\n", ":1: limits: either iterations or seconds is needed"),
        (
            "- {set: waves:5, solver: savins, iterations: 1, max_gap: 1}\n",
            ":1: solver: unknown solver 'savins', did you",
        ),
        (
            "- {set: waves:50:1, solver: 'savings[tries=1]', iterations: 1, max_gap: 1}\n",
            ":1: solver: solver 'savings'",
        ),
        ("- {set: waves:50:1, solver: savings, scenario: tiny}\n", ":1: limits: scenario and set in one limit"),
        ("limits: {a: 1}\n", ":1: limits: {'a': 1} is not accepted, a list of limits is"),
        ("- {set: nowhere, solver: savings, iterations: 1, max_gap: 1}\n", ":1: set: nowhere does not exist"),
        ("- {set: waves:5, solver: savings, iterations: 1, max_gap: 1}\n", ":1: set: waves:5:1 has no best-known cost"),
    ],
)
def test_what_is_refused(orderlab, tmp_path, text: str, complaint: str) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "limits.yaml"
    file.write_text(text)
    answer = orderlab("gate", file)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.splitlines()[-1].startswith(f"{file}{complaint}")


def test_a_report_that_cannot_be_written_is_refused_before_anything_runs(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "limits.yaml"
    file.write_text(f"- {ORDERS}min: 1}}\n")
    answer = orderlab("gate", file, "--junit", "nowhere/gate.xml")
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert answer.err.startswith("--junit: nowhere/gate.xml: cannot be written")


def test_every_limit_is_looked_at_before_anything_is_run(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "limits.yaml"
    file.write_text(f"- {ORDERS}min: 1}}\n- {{set: waves:5, solver: savings, iterations: 1, max_gap: 1}}\n")
    answer = orderlab("gate", file)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert answer.err.startswith(f"{file}:2: set: waves:5:1 has no best-known cost")
