import pytest

from scenarios.errors import nearest, one_line


def test_a_misspelt_word_meets_its_neighbour_first() -> None:
    assert nearest("pikers", ["pickers", "packers", "start"]).startswith("did you mean pickers")


def test_a_word_like_no_other_still_learns_what_is_accepted() -> None:
    assert nearest("zzz", ["b", "a"]) == "accepted: a, b"


def test_a_long_list_is_cut_and_counted() -> None:
    said = nearest("station7", [f"station{number}" for number in range(100)], limit=5)
    assert "did you mean" in said
    assert said.endswith("and 95 more")


@pytest.mark.parametrize("message", ["a\nb", " a   b ", "a\tb\n"])
def test_a_message_is_folded_into_one_line(message: str) -> None:
    assert one_line(message) == "a b"
