"""Policies by name or from a file: what a scenario is told when one will not do."""

from __future__ import annotations

from pathlib import Path

import pytest
from own_policy import HOURLY
from pydantic import ValidationError

from sim.delivery.dispatch import Waves
from sim.delivery.planning_config import DispatchBlock
from sim.fulfilment.config import SourcingBlock
from sim.inventory.config import ReplenishmentBlock
from sim.plugins import PolicyBlock


@pytest.mark.parametrize(
    ("block", "key", "missing"),
    [
        (DispatchBlock, "policy", "next_decision(), select()"),
        (SourcingBlock, "rule", "at_nodes(), choose()"),
        (ReplenishmentBlock, "policy", "order(), opening()"),
    ],
)
def test_a_policy_without_its_methods_is_refused(
    block: type[PolicyBlock], key: str, missing: str, tmp_path: Path
) -> None:
    """Otherwise every replication would fail, after a minute of compiling."""
    file = tmp_path / "empty.py"
    file.write_text("from dataclasses import dataclass\n\n\n@dataclass\nclass Empty:\n    size: int = 1\n")
    with pytest.raises(ValidationError) as caught:
        block(**{key: f"{file}::Empty"})
    assert f"empty.py::Empty: lacks {missing}" in str(caught.value)


def test_a_method_that_is_called_otherwise_now_is_named(tmp_path: Path) -> None:
    file = tmp_path / "old.py"
    methods = (
        "    def placed(self, nodes):\n        return self\n    def choose(self, request, records):\n        return 0\n"
    )
    file.write_text(f"from dataclasses import dataclass\n\n\n@dataclass\nclass Old:\n{methods}")
    with pytest.raises(ValidationError, match=r"lacks at_nodes\(\); placed\(\) is called at_nodes\(\) now"):
        SourcingBlock.model_validate({"rule": f"{file}::Old"})


def test_a_policy_from_a_file_has_its_parameters_checked(tmp_path: Path) -> None:
    file = tmp_path / "hourly.py"
    file.write_text(HOURLY)
    reference = f"{file}::Hourly"
    assert DispatchBlock.model_validate({"policy": reference, "offset_minutes": 15}).build().offset_minutes == 15
    with pytest.raises(ValidationError, match=r"offset_minute: unknown parameter \(did you mean offset_minutes\?\)"):
        DispatchBlock.model_validate({"policy": reference, "offset_minute": 15})
    with pytest.raises(ValidationError, match="offset_minutes: 'soon' is not accepted, it should be a valid integer"):
        DispatchBlock.model_validate({"policy": reference, "offset_minutes": "soon"})
    file.write_text(HOURLY.replace("@dataclass(frozen=True)", ""))
    with pytest.raises(ValidationError, match="is not a dataclass"):
        DispatchBlock(policy=reference)


def test_a_name_is_looked_up_and_the_nearest_named() -> None:
    assert isinstance(DispatchBlock().build(), Waves)
    with pytest.raises(ValidationError, match=r"no policy called 'wave' \(did you mean waves\?\)"):
        DispatchBlock(policy="wave")
