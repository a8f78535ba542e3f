"""Classes from files of one's own: what the file may look like, and what is said when it will not do."""

from __future__ import annotations

import pickle
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from solvers.own_files import class_from_file

ANNOTATED = """
from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Mine:
    name: ClassVar[str] = "mine"
    bias: float = 1.0
"""


def written(folder: Path, text: str, name: str = "mine.py") -> str:
    """The path of a file with this text."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    return str(folder / name)


def test_postponed_annotations_are_understood(tmp_path: Path) -> None:
    """A dataclass looks its annotations up in its module, which has to be findable by then."""
    kind = class_from_file(f"{written(tmp_path, ANNOTATED)}::Mine")
    assert is_dataclass(kind)
    assert [field.name for field in fields(kind)] == ["bias"]
    assert pickle.loads(pickle.dumps(kind(2.0))) == kind(2.0)


def test_files_of_one_name_in_two_folders_are_two(tmp_path: Path) -> None:
    one = class_from_file(f"{written(tmp_path / 'a', ANNOTATED)}::Mine")
    two = class_from_file(f"{written(tmp_path / 'b', ANNOTATED.replace('1.0', '3.0'))}::Mine")
    assert (one().bias, two().bias) == (1.0, 3.0)
    assert one.__module__ != two.__module__


def test_an_edited_file_is_run_again(tmp_path: Path) -> None:
    reference = f"{written(tmp_path, ANNOTATED)}::Mine"
    assert class_from_file(reference)().bias == 1.0
    written(tmp_path, ANNOTATED.replace("1.0", "30.0"))
    assert class_from_file(reference)().bias == 30.0


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("import math\ndef solve(:\n", "mine.py:2: does not run: SyntaxError: invalid syntax"),
        ("\n\nimport nothing_there\n", "mine.py:3: does not run: ModuleNotFoundError: No module named 'nothing_there'"),
        ("def f():\n    return 1 / 0\n\nf()\n", "mine.py:2: does not run: ZeroDivisionError: division by zero"),
        ("class Mime:\n    pass\n", "mine.py: no class 'Mine', did you mean 'Mime'? accepted are: Mime"),
        ("from pathlib import Path\nMine = 1\n", "mine.py: no class 'Mine', accepted are: none"),
    ],
)
def test_what_will_not_do_is_said_in_one_line(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match="mine") as caught:
        class_from_file(f"{written(tmp_path, text)}::Mine")
    assert str(caught.value).endswith(complaint)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_not_python_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"nowhere\.py: no such file, path/to/file\.py::Class is accepted"):
        class_from_file("nowhere.py::Mine")
    with pytest.raises(ValueError, match=r"mine\.txt: is not a Python file"):
        class_from_file(f"{written(tmp_path, ANNOTATED, 'mine.txt')}::Mine")
