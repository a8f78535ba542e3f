"""What README and CITATION.cff say of the version is the version that is installed."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]


def test_the_citation_file_names_this_version_and_what_the_format_requires() -> None:
    cited = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert str(cited["version"]) == version("orderlab")
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= cited.keys()


def test_the_bibtex_entry_of_the_readme_names_this_version_and_the_same_title() -> None:
    entry = re.search(r"@software\{orderlab,(.*?)\n\}", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert entry is not None
    fields = dict(re.findall(r"(\w+) = \{+(.*?)\}+,", entry[1]))
    cited = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (fields["version"], fields["title"]) == (version("orderlab"), cited["title"])
    assert fields["year"] == str(cited["date-released"])[:4]
