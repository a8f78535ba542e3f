"""What the trace reader refuses, in one line: file, line, field, what is wrong, what is accepted."""

import gzip
import re
from pathlib import Path

import pytest
from order_files import CLEAN, COMPANIONS, HEADER, refused, replay, replay_rows, whole_folder, write

from scenarios.errors import InputError
from scenarios.overrides import parse_override
from sim.units import DAY, HOUR


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return whole_folder(tmp_path)


class TestRefused:
    """Errors are one line: file, line, field, what is wrong, what is accepted."""

    def test_no_path(self, tmp_path: Path) -> None:
        message = refused(tmp_path, path=None)
        assert message.startswith("--set: placement.trace.path: no order file is named")

    def test_missing_file(self, tmp_path: Path) -> None:
        message = refused(tmp_path, path="elsewhere.csv")
        assert message.startswith("--set: placement.trace.path: elsewhere.csv: no such file")

    def test_a_folder(self, tmp_path: Path) -> None:
        assert "is a folder" in refused(tmp_path, path=".")

    @pytest.mark.parametrize("content", [b"", b"\n\n", HEADER.encode() + b"\n"])
    def test_empty_file(self, tmp_path: Path, content: bytes) -> None:
        tmp_path.joinpath("orders.csv").write_bytes(content)
        with pytest.raises(InputError, match=r"^orders\.csv:1: placement\.trace\.path: the file is empty"):
            replay(tmp_path)

    def test_missing_column_is_named_with_those_present(self, tmp_path: Path) -> None:
        message = refused(tmp_path, "a,1/2/2018 8:00", header="id,bought")
        assert message.startswith("orders.csv:1: placement.trace.columns.customer: there is no column client")
        assert message.endswith("present are: id, bought")

    def test_missing_column_of_a_companion(self, whole: Path) -> None:
        write(whole, "reviews.csv", ["id,points", "a,5"])
        with pytest.raises(InputError, match=r"^reviews\.csv:1: placement\.trace\.companions\.reviews\.columns\.stars"):
            replay(whole, companions=COMPANIONS)

    def test_wrong_delimiter(self, tmp_path: Path) -> None:
        rows = [row.replace(",", ";") for row in CLEAN]
        assert replay_rows(tmp_path, *rows, header=HEADER.replace(",", ";")).placed.size == 4
        message = refused(tmp_path, *rows, header=HEADER.replace(",", ";"), delimiter=",")
        assert message.startswith("orders.csv:1: placement.trace.columns.order: there is no column id")

    def test_bad_placing_time_has_its_line_even_behind_quoted_line_breaks(self, tmp_path: Path) -> None:
        message = refused(tmp_path, 'a,"c\n1",done,1/2/2018 8:00,,,,', "b,c2,done,yesterday,,,,")
        assert message.startswith("orders.csv:4: placement.trace.columns.placed: yesterday is no date")

    def test_day_and_month_exchanged_is_seen(self, tmp_path: Path) -> None:
        message = refused(tmp_path, "a,c,done,2/1/2018 8:00,,,,", "b,c,done,25/1/2018 8:00,,,,")
        assert message.startswith("orders.csv:3: ")
        assert "date_format=%d/%m/%Y %H:%M would read it" in message

    def test_day_and_month_that_nobody_can_tell(self, tmp_path: Path) -> None:
        message = refused(tmp_path, "a,c,done,2/1/2018 8:00,,,,", date_format="automatic")
        assert "2/1/2018 8:00 could be 02 Jan 2018 or 01 Feb 2018" in message
        hint = re.findall(r"placement\.trace\.date_format=(\S+ \S+)", message)
        assert hint == ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"]
        for form in hint:
            assert parse_override(f"placement.trace.date_format={form}", "--set").value == form

    def test_a_column_written_otherwise_is_told_by_itself(self, tmp_path: Path) -> None:
        trace = replay_rows(tmp_path, "a,c,done,1/2/2018 8:00,2018-01-03 08:00:00,,,")
        assert trace.observed.approved.tolist() == [DAY + 8 * HOUR]
        assert any("'approved' are written otherwise" in note for note in trace.notes)

    def test_a_date_format_that_is_none(self, tmp_path: Path) -> None:
        assert "is no date, %Q is accepted" in refused(tmp_path, *CLEAN, date_format="%Q")

    def test_a_status_the_scenario_does_not_name(self, tmp_path: Path) -> None:
        message = refused(tmp_path, CLEAN[0], CLEAN[1].replace("done", "don"))
        assert message.startswith("orders.csv:3: placement.trace.statuses: the scenario does not name the status don")
        assert "did you mean done?" in message

    def test_a_column_of_bad_numbers(self, whole: Path) -> None:
        write(whole, "items.csv", ["id,what,price", "a,pen,1.00", 'b,pen,"2,50"'])
        with pytest.raises(InputError, match=r"^items\.csv:3: .*\.columns\.price: .* 1\.00 .* 2,50 .*decimal_mark"):
            replay(whole, companions=COMPANIONS)
        write(whole, "items.csv", ["id,what,price", "a,pen,1.00", "b,pen,free"])
        with pytest.raises(InputError, match=r"^items\.csv:3: .*\.columns\.price: free is no number"):
            replay(whole, companions=COMPANIONS)

    def test_ragged_rows(self, tmp_path: Path) -> None:
        message = refused(tmp_path, CLEAN[0], CLEAN[1] + ",more")
        assert message.startswith("orders.csv:3: placement.trace.path: 9 columns, 8 as in the header")

    def test_a_quote_that_never_closes(self, tmp_path: Path) -> None:
        assert refused(tmp_path, CLEAN[0], '"b,c2').startswith("orders.csv:3: placement.trace.path: no CSV")

    def test_a_gzip_file_cut_off(self, tmp_path: Path) -> None:
        whole = gzip.compress("\n".join([HEADER, *CLEAN]).encode())
        tmp_path.joinpath("orders.csv").write_bytes(whole[:-20])
        with pytest.raises(InputError, match="cut off or damaged"):
            replay(tmp_path)

    def test_a_spreadsheet(self, tmp_path: Path) -> None:
        tmp_path.joinpath("orders.csv").write_bytes(b"PK\x03\x04\0\0")
        with pytest.raises(InputError, match="is no text file"):
            replay(tmp_path)

    def test_a_column_that_stands_twice(self, tmp_path: Path) -> None:
        assert "stands there twice" in refused(tmp_path, *CLEAN, header=HEADER.replace("paid", "bought"))

    def test_two_files_that_could_be_meant(self, whole: Path) -> None:
        write(whole, "customers2.csv", ["client,who", "c1,anna"])
        with pytest.raises(InputError, match=r"customers\.csv, customers2\.csv do not have the same columns"):
            replay(whole, companions=COMPANIONS)

    def test_a_companion_that_must_be_there(self, tmp_path: Path) -> None:
        needed = {"items": {**COMPANIONS["items"], "optional": False}}
        assert "no file items.csv beside the orders" in refused(tmp_path, *CLEAN, companions=needed)

    def test_a_year_gone_wrong(self, tmp_path: Path) -> None:
        message = refused(tmp_path, *CLEAN, "x,c1,done,1/1/1900 0:00,,,,")
        assert "days of orders, at most 3660 are accepted" in message

    def test_half_of_one_order(self, tmp_path: Path) -> None:
        assert "no order is in the odd half" in refused(tmp_path, CLEAN[0], half="odd")


class TestSettings:
    @pytest.mark.parametrize(
        ("change", "complaint"),
        [
            ({"columns": {"order": "id"}}, "placed must be mapped"),
            ({"statuses": {}}, "needed where a status column is mapped"),
            ({"statuses": {"done": "finished"}}, "statuses"),
            ({"companions": {"items": {"path": "i", "key": "id", "columns": {"colour": "c"}}}}, "colour is none of"),
            ({"delimiter": "tab"}, "delimiter"),
        ],
    )
    def test_a_mapping_that_cannot_work_is_refused_before_a_file_is_read(
        self, tmp_path: Path, change: dict[str, object], complaint: str
    ) -> None:
        with pytest.raises(ValueError, match=complaint):
            replay(tmp_path, **change)

    def test_an_order_of_more_products_than_can_be_numbered(self, whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("scenarios.traces.goods.LONGEST_ORDER", 1)
        with pytest.raises(InputError, match=r"^orders\.csv:1: placement\.trace: order \w+ is of 2 products, at"):
            replay(whole, companions=COMPANIONS)
