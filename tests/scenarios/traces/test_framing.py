"""What stands around the rows of a table: titles, sep=, headers once more, totals, numbers that were cut."""

from pathlib import Path

import pytest

from scenarios.errors import InputError
from tests.strange_shop import ORDERS, PLAIN, counts, shop

RIGHT = (200, 200, 2000.0)
TITLE = ["Orders of March", "", "id,placed"]


def test_a_title_above_the_header_is_none(tmp_path: Path) -> None:
    assert counts(shop(tmp_path, ORDERS, PLAIN, header="\n".join(TITLE))) == RIGHT
    with pytest.raises(InputError, match=r"^o\.csv:5: placement\.trace\.columns\.placed: soon is no date"):
        shop(tmp_path, [ORDERS[0], "A1,soon", *ORDERS[2:]], PLAIN, header="\n".join(TITLE))


def test_a_line_that_names_the_delimiter_does_so(tmp_path: Path) -> None:
    text = ["sep=;", "id;placed", *(order.replace(",", ";") for order in ORDERS)]
    assert counts(shop(tmp_path, text[2:], PLAIN, header="\n".join(text[:2]))) == RIGHT


def test_a_header_that_stands_there_again_is_no_order(tmp_path: Path) -> None:
    """Months that were joined end to end."""
    trace = shop(tmp_path, [*ORDERS[:90], "id,placed", *ORDERS[90:]], [*PLAIN, "id,sku,qty,price"])
    assert counts(trace) == RIGHT
    assert "o.csv: 1 row is the header once more and left out." in trace.notes


def test_a_row_beyond_the_header_is_refused_where_its_columns_are_not_asked_for(tmp_path: Path) -> None:
    """A comma outside quotes moves every cell behind it: of 1,250.00 the price is 1, and the rest is cut off."""
    lines = [f"{line},note" for line in PLAIN]
    with pytest.raises(InputError, match=r"^i\.csv:9: placement\.trace\.companions\.items\.path: 6 columns, 5 as in"):
        shop(tmp_path, ORDERS, [*lines[:7], "A7,S7,1,1,250.00,note", *lines[8:]], item_header="id,sku,qty,price,note")


def test_blank_cells_beyond_the_header_say_nothing(tmp_path: Path) -> None:
    assert counts(shop(tmp_path, [f"{order},,x" for order in ORDERS], PLAIN, header="id,placed,note,")) == RIGHT
    assert counts(shop(tmp_path, [f"{order},," for order in ORDERS], PLAIN)) == RIGHT


def test_zeros_behind_the_last_row_are_no_order(tmp_path: Path) -> None:
    """What a file system leaves of a copy that was cut off."""
    trace = shop(tmp_path, [*ORDERS, "\0" * 700], PLAIN)
    assert counts(trace) == RIGHT
    assert not any("without an order number" in note for note in trace.notes)


@pytest.mark.parametrize(
    "total", ["Total,,200,", ",,200,", ",Grand total,200,2000.00", "Summe:,,200,10.00", ",,200,\n,,,\nTotal,,200,"]
)
def test_totals_at_the_end_are_no_goods(tmp_path: Path, total: str) -> None:
    trace = shop(tmp_path, ORDERS, [*PLAIN, *total.split("\n")], blank_order="fill")
    assert counts(trace) == RIGHT
    assert any("up those above and" in note for note in trace.notes)


def test_a_last_line_of_as_many_units_as_all_before_is_goods(tmp_path: Path) -> None:
    """Of the order above it, by its name; and a number alone is no total where it adds up nothing."""
    lines = ["A0,Lamp,1,10.00", ",Desk,1,10.00", ",Chair,1,10.00", ",Stool,3,10.00"]
    assert counts(shop(tmp_path, ORDERS[:1], lines, blank_order="fill")) == (1, 6, 60.0)


@pytest.mark.parametrize(("items", "field"), [("A{k},5.01E+12,1,10.00", "product"), ("1.2E+12,S{k},1,10.00", "key")])
def test_a_number_that_a_spreadsheet_has_cut_is_refused(tmp_path: Path, items: str, field: str) -> None:
    with pytest.raises(InputError, match=rf"i\.csv:2: placement\.trace\.companions\.items\.\S*{field}: \S+ is a long"):
        shop(tmp_path, ORDERS, [items.format(k=k) for k in range(200)])
