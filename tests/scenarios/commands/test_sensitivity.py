import json
from pathlib import Path

import pytest

pytest.importorskip("SALib")

INPUTS = ("--vary", "processing.payment.fee_fixed=0:1", "--vary", "delivery.carrier.lost=0:0.001")
QUICK = ("--set", "delivery.mode=carrier", "--replications", "1", "--samples", "2", "--jobs", "1")


def test_the_stronger_input_stands_first_and_a_tornado_is_left(orderlab, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("sensitivity", "tiny", *INPUTS, *QUICK, "--out", "out")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0].startswith("Cost per order: what moves it most is processing.payment.fee_fixed (+1.")
    assert lines[2] == "cost_per_order, GBP"
    assert lines[5].startswith("processing.payment.fee_fixed")
    page = (tmp_path / "out" / "report.html").read_text()
    assert "What stands now" in page
    assert "our default" in page
    assert (tmp_path / "out" / "tornado.png").read_bytes().startswith(b"\x89PNG")
    document = json.loads(orderlab("resume", "out", "--json").out)
    assert (document["method"], document["points"]) == ("morris", 6)
    first = document["kpis"]["cost_per_order"][0]
    assert first["input"]["name"] == "processing.payment.fee_fixed"
    # A fee of a pound for each capture is a pound an order, or a little more where an order is captured twice.
    assert 0.95 < first["mean"] < 1.3


def test_inputs_that_do_nothing_are_said_beforehand(orderlab) -> None:  # type: ignore[no-untyped-def]
    vary = ("--vary", "delivery.fleet.vans.van.count=1:5", *INPUTS[:2])
    answer = orderlab("sensitivity", "tiny", *vary, *QUICK)
    assert "without effect, a carrier delivers everything: delivery.fleet.vans.van.count" in answer.err
    assert "fee_fixed" not in answer.err


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (INPUTS[:2], "two inputs or more"),
        ((*INPUTS, "--kpi", "profits"), "did you mean profit"),
        ((*INPUTS, "--method", "sobol", "--samples", "12"), "use a power of two"),
        ((*INPUTS, "--vary", "delivery.mode=fleet,carrier"), "a range low:high is accepted here"),
    ],
)
def test_bad_input_is_one_line(orderlab, tmp_path: Path, words, complaint: str) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("sensitivity", "tiny", *words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("\n") == 1
    assert complaint in answer.err
    assert not list(tmp_path.iterdir())
