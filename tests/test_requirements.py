"""The locked packages of development: each in one version with its hashes, from no named index, and all we ask for."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LOCKED = re.compile(r"([a-z0-9.-]+)==([^ ;]+)(?: ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def locked() -> dict[str, Version]:
    """Version by name; nothing else stands in the file."""
    found, hashes = {}, 1
    for line in (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        if (package := LOCKED.fullmatch(line)) is not None:
            assert hashes > 0, f"no hash before {line}"
            found[package[1]], hashes = Version(package[2]), 0
        else:
            assert HASH.fullmatch(line), line
            hashes += 1
    return found


def test_every_package_that_we_name_is_locked_within_its_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    versions = locked()
    for line in (*project["dependencies"], *extras["test"], *extras["dev"]):
        wanted = Requirement(line)
        assert versions[re.sub(r"[-_.]+", "-", wanted.name).lower()] in wanted.specifier
    assert len(versions) > 100


def test_no_host_stands_in_the_file() -> None:
    text = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links|@ ", text)
