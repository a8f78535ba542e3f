"""Every code block of the README does what it says, in the order in which a reader meets it."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"


class Block(NamedTuple):
    line: int
    language: str
    text: str


def blocks(file: Path) -> list[Block]:
    text = file.read_text(encoding="utf-8")
    fences = re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [Block(text[: fence.start()].count("\n") + 1, fence[1], fence[2]) for fence in fences]


BLOCKS = blocks(README)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all blocks: a reader has one too."""
    return tmp_path_factory.mktemp("desk")


def shortened(words: list[str]) -> list[str]:
    """The same command on the smallest scenario and two replications, or for a fifth of a second on one instance."""
    if words[1] in ("compare", "sweep"):
        kept = words[: words.index("--replications")] if "--replications" in words else words
        return [*(word.replace("city_day", "tiny") for word in kept), "--replications", "2"]
    if words[1:3] == ["run", "city_day"]:
        return [*words, "--replications", "1"]
    if words[1] == "race":
        quick = {"waves:60:3": "waves:60:1", "1": "0.2"}
        at = words.index("--seeds")
        return [*(quick.get(word, word) for word in words[:at]), *words[at:]]
    return words


def command(words: list[str], desk: Path, *, quick: bool) -> None:
    if words[:2] == ["pip", "install"]:
        # Installing for real is what .ci/run does; here the extras must at least exist.
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        wanted = re.findall(r"\[(.*?)\]", words[-1])
        assert all(extra in project["optional-dependencies"] for extra in wanted)
    elif words == ["pytest"]:
        assert re.search(r"\bpytest$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    else:
        assert words[0] == "orderlab", f"a command no test knows how to run: {words}"
        program = shutil.which("orderlab", path=str(Path(sys.executable).parent)) or "orderlab"
        if quick:
            words = shortened(words)
        done = subprocess.run([program, *words[1:]], cwd=desk, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout


def perform(block: Block, desk: Path, *, quick: bool) -> None:
    if block.language == "bash":
        for line in block.text.splitlines():
            for part in line.split("&&"):
                command(shlex.split(part), desk, quick=quick)
    elif block.language == "python":
        done = subprocess.run([sys.executable, "-c", block.text], cwd=desk, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout
    elif block.language != "bibtex":  # what it says is held by test_citation
        pytest.fail(f"README line {block.line}: a {block.language} block that no test runs")


@pytest.mark.parametrize("block", BLOCKS, ids=[f"line {block.line}" for block in BLOCKS])
def test_a_block_of_the_readme_runs(block: Block, desk: Path) -> None:
    perform(block, desk, quick=True)


@pytest.mark.nightly
def test_the_readme_runs_word_for_word(tmp_path: Path) -> None:
    for block in BLOCKS:
        perform(block, tmp_path, quick=False)


def test_the_readme_begins_with_the_two_commands() -> None:
    shell = [block.text.strip() for block in BLOCKS if block.language == "bash"]
    assert shell[0] == "pip install . && orderlab run city_day"
    assert shell[1] == 'pip install ".[test]" && pytest'


@pytest.mark.parametrize("file", [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"], ids=lambda file: file.name)
def test_every_file_a_document_points_to_exists(file: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", file.read_text(encoding="utf-8"))
    assert all((file.parent / target).exists() for target in targets)
