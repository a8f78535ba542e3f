import io
import json
from pathlib import Path

import polars
import pytest

PICKERS = "fulfilment.nodes.north.pickers"
QUICK = ("--set", "delivery.mode=carrier", "--replications", "2", "--jobs", "1")


def test_a_sweep_leaves_a_table_a_picture_and_json(orderlab, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    words = ("sweep", "tiny", "--vary", f"{PICKERS}=1:2", "--kpi", "cost_per_order", *QUICK)
    answer = orderlab(*words, "--out", "out")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0].startswith(f"{PICKERS} 1 instead of 2: profit +"), "nobody is in want of the second picker's wage"
    assert [PICKERS, "cost_per_order,", "GBP"] in [line.split() for line in lines]
    page = (tmp_path / "out" / "report.html").read_text()
    for heading in ("What the change of profit is made of", "Service side by side", "Every setting", "What differs"):
        assert heading in page
    table = polars.read_parquet(tmp_path / "out" / "sweep.parquet")
    assert table[PICKERS].to_list() == [1, 2]
    assert (tmp_path / "out" / "sweep.png").read_bytes().startswith(b"\x89PNG")
    document = json.loads(orderlab(*words, "--out", "out", "--json").out)
    assert [point["settings"] for point in document["points"]] == [{PICKERS: 1}, {PICKERS: 2}]
    assert table["cost_per_order"].to_list() == [
        point["kpis"]["cost_per_order"]["mean"] for point in document["points"]
    ]
    assert table["label"][1] == f"tiny+{PICKERS}=2"
    again = orderlab("resume", "out")
    assert again.out == answer.out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--vary", "fulfilment.nodes.north.picker=1,2"), "did you mean pickers"),
        (("--vary", f"{PICKERS}=1,2", "--kpi", "cost_per_ordr"), "did you mean cost_per_order"),
        ((), "--vary: missing"),
        (("--vary", "delivery.doors.not_home=0:0.2"), "a range without a step, low:high:step is accepted"),
        (("--vary", f"{PICKERS}=1:6000", "--replications", "2"), "12,000 replications, above 10 000 --yes is needed"),
        (("--vary", f"{PICKERS}=2,-2"), PICKERS),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(orderlab, tmp_path: Path, words, complaint: str) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("sweep", "tiny", *words)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.count("\n") == 1
    assert complaint in answer.err
    assert not list(tmp_path.iterdir())


def test_a_person_is_asked_before_a_large_sweep(orderlab, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    answer = orderlab("sweep", "tiny", "--vary", f"{PICKERS}=1:6000", "--replications", "2")
    assert answer.code == 2
    assert "12,000 replications; go on? [y/N]" in answer.err
    assert "not begun" in answer.err
