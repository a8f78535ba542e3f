from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.errors import InputError
from scenarios.reading import leaves, read, read_toml, read_yaml, scalar


def test_every_key_knows_its_line() -> None:
    written = read_yaml("a: 1\nb:\n  c: [1, 2]\n  d:\n    - e: 5\n", "week.yaml")
    assert written.where(("b", "c")) == "week.yaml:3"
    assert written.where(("b", "d", 0, "e")) == "week.yaml:5"


def test_a_key_that_was_not_written_is_placed_at_the_block_around_it() -> None:
    assert read_yaml("a:\n  b: 1\n", "week.yaml").where(("a", "b", "missing")) == "week.yaml:2"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12:30", "12:30"),
        ("NO", "NO"),
        ("on", "on"),
        ("1e3", 1000.0),
        ("0o17", 15),
        ("true", True),
        ("null", None),
        ("1_0", "1_0"),
        ("2024_05", "2024_05"),
        ("[1, 2]", [1, 2]),
        ("{policy: waves}", {"policy": "waves"}),
        ("", None),
    ],
)
def test_a_scalar_is_read_as_yaml_1_2(text: str, value: object) -> None:
    assert scalar(text) == value


@pytest.mark.parametrize(
    "text",
    [".inf", ".nan", "[", "{a: ", "!!python/name:os.system", "!!int '٣'", "!!set {a}", "2026-02-30", "{a: 1, a: 2}"],
)
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        scalar(text)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "a: written twice (first on line 1)"),
        ("a: {b: 1, b: 2}\n", 1, "a.b: written twice"),
        ("a: 1\n  b: 2\n", 2, "not YAML"),
        ("a: [1, 2\n", 2, "not YAML"),
        ("", 1, "the file is empty"),
        ("- a\n", 1, "a map of names is accepted"),
        ("a: 1\n7: 2\n", 2, "a key that is no name"),
        ("a: !!python/object:os.system x\n", 1, "a: the tag !!python/object:os.system is not accepted"),
        ("a: 1\nb: !!set {c, d}\n", 2, "b: the tag !!set is not accepted, plain values are"),
        ("a: !!binary aGk=\n", 1, "the tag !!binary is not accepted"),
        ("a:\n  b: [1, !mine 2]\n", 2, "a.b.1: the tag !mine is not accepted"),
        ("a: 1\nb: !!int '٣'\n", 2, "b: ٣ is no number, digits alone are accepted"),
        ("a: 1\nb:\n  start: 2026-02-30\n", 3, "b.start: '2026-02-30' is no date: day is out of range for month"),
        ("%YAML 1.1\n---\na: NO\n", 1, "written for another version of YAML, 1.2 is accepted"),
        ("a: &a [*a]\n", 1, "unfolds too far"),
        ("[" * 3000, 1, "nested too deeply"),
    ],
)
def test_bad_yaml_is_one_line_with_its_place(text: str, line: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_yaml(text, "bad.yaml")
    message = str(caught.value)
    assert message.startswith(f"bad.yaml:{line}: ")
    assert words in message
    assert "\n" not in message


def test_aliases_that_unfold_without_end_are_refused() -> None:
    layers = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    layers += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    with pytest.raises(InputError, match="unfolds too far"):
        read_yaml("\n".join(layers), "bomb.yaml")


def test_toml_has_lines_too() -> None:
    written = read_toml('a = 1\n\n[b]\nc = "x"\n[b."d e"]\nf = 2\n', "week.toml")
    assert written.values == {"a": 1, "b": {"c": "x", "d e": {"f": 2}}}
    assert written.where(("b", "c")) == "week.toml:4"
    assert written.where(("b", "d e", "f")) == "week.toml:6"


@pytest.mark.parametrize(("text", "line"), [("a = \n", 1), ("a = 1\nb = [1,\n", 3), ("a = 1\na = 2\n", 2)])
def test_bad_toml_is_one_line_with_its_place(text: str, line: int) -> None:
    with pytest.raises(InputError, match=rf"^bad.toml:{line}: not TOML: "):
        read_toml(text, "bad.toml")


@pytest.mark.parametrize("digits", ["9" * 5_000, "-" + "1" * 401])
def test_a_number_of_thousands_of_digits_has_its_line(digits: str) -> None:
    with pytest.raises(InputError, match=r"^bad.yaml:3: a.b: -?[19]{79,80} is no number, digits alone are accepted"):
        read_yaml(f"c: 1\na:\n  b: {digits}\n", "bad.yaml")


def test_a_toml_number_of_thousands_of_digits_has_its_line() -> None:
    with pytest.raises(InputError, match=r"^bad.toml:2: not TOML: "):
        read_toml(f"a = 1\nb = {'9' * 5_000}\n", "bad.toml")


def test_a_file_says_what_keeps_it_from_being_read(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("a: 1\nname: café\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"latin.yaml:2: not text, UTF-8 is accepted"):
        read(latin)
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path)
    infinite = tmp_path / "infinite.yaml"
    infinite.write_text("a:\n  b: .inf\n")
    with pytest.raises(InputError, match=r"infinite.yaml:2: a.b: inf is no quantity"):
        read(infinite)


_NAMES = st.text("abcdefgh", min_size=1, max_size=4)
_VALUES = st.recursive(
    st.integers(-5, 5) | st.booleans() | _NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(_NAMES, _VALUES, min_size=1, max_size=4))
def test_whatever_is_written_is_read_back_and_every_leaf_has_a_line(values: dict[str, object]) -> None:
    from io import StringIO

    from ruamel.yaml import YAML

    text = StringIO()
    YAML(typ="safe", pure=True).dump(values, text)
    written = read_yaml(text.getvalue(), "any.yaml")
    assert written.values == values
    assert all(path in written.lines for path, _ in leaves(values))


@pytest.mark.parametrize("name", ["empty.yaml", "empty.toml"])
@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_file_is_no_scenario_in_either_language(tmp_path, name: str, text: str) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / name
    file.write_text(text)
    with pytest.raises(InputError, match=rf"{name}:1: the file is empty"):
        read(file)
