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
