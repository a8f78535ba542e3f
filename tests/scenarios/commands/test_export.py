import json

import polars
import pytest

pytestmark = pytest.mark.usefixtures("no_report")


def test_tables_hold_every_replication(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    document = json.loads(orderlab("run", "tiny", "--replications", "2", "--out", "there", "--json").out)
    for name, read in (("csv", polars.read_csv), ("parquet", polars.read_parquet)):
        answer = orderlab("export", "there", "--format", name)
        assert answer.out.splitlines() == [
            str(tmp_path / "there" / "export" / f"{table}.{name}") for table in ("kpis", "replications")
        ]
        kpis, replications = (read(line) for line in answer.out.splitlines())
        cost = kpis.filter(polars.col("kpi") == "cost_per_order")["value"]
        assert cost.mean() == pytest.approx(document["kpis"]["cost_per_order"]["mean"], rel=1e-12)
        assert replications["replication"].to_list() == [0, 1]
        assert replications["seed"].to_list() == [document["seed"]] * 2


def test_the_event_log_of_a_replication_for_process_mining(orderlab, tmp_path) -> None:  # type: ignore[no-untyped-def]
    orderlab("run", "tiny", "--replications", "2", "--out", "there")
    answer = orderlab("export", "there", "--format", "ocel", "--replication", "1", "--out", "mine")
    assert answer.out == f"{tmp_path / 'mine' / 'replication_1.ocel.json'}\n"
    document = json.loads((tmp_path / "mine" / "replication_1.ocel.json").read_text())
    assert len(document["events"]) > 1000


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("there", "--format", "ocel", "--scenario", "tinny"), "--scenario: tinny: not in this study, did you mean"),
        (("there", "--format", "ocel", "--replication", "-1"), "--replication: -1: not in this study, 0 is accepted"),
        (("there", "--format", "ocel", "--replication", "1"), "--replication: 1: not in this study, 0 is accepted"),
        (("nowhere", "--format", "csv"), "RUN_FOLDER: nowhere: no run store here"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_one_line(orderlab, words, complaint) -> None:  # type: ignore[no-untyped-def]
    orderlab("run", "tiny", "--replications", "1", "--out", "there")
    answer = orderlab("export", *words)
    assert answer.code == 2
    assert answer.err.startswith(complaint)
    assert answer.err.count("\n") == 1
