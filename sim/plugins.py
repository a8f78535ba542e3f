"""Policies by name: one file, one small frozen dataclass, found without an edit elsewhere.

A name is looked up among the entry points of its group (``orderlab.dispatch``,
``orderlab.replenishment``, ``orderlab.sourcing``) or, written ``path/to/file.py::Class``,
loaded from that file. The dataclass' fields are the parameters a scenario may set.
"""

from __future__ import annotations

import dataclasses
import difflib
import importlib.util
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, model_validator


@lru_cache
def _registered(group: str) -> dict[str, EntryPoint]:
    """Entry points of a group by name; read once, because it opens the metadata of every installed package."""
    return {point.name: point for point in entry_points(group=group)}


def names(group: str) -> list[str]:
    """Names registered in `group`, sorted."""
    return sorted(_registered(group))


def find(group: str, name: str) -> type[Any]:
    """The policy class called `name`; ValueError lists what there is."""
    if "::" in name:
        return _from_file(name)
    if name in _registered(group):
        loaded: type[Any] = _registered(group)[name].load()
        return loaded
    known = names(group)
    near = difflib.get_close_matches(name, known, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    raise ValueError(f"no policy called {name!r}{hint}; accepted: {', '.join(known)}, path/to/file.py::Class")


def _from_file(name: str) -> type[Any]:
    path, _, class_name = name.partition("::")
    file = Path(path)
    if not file.is_file():
        raise ValueError(f"no such file {path!r}; accepted: path/to/file.py::Class")
    spec = importlib.util.spec_from_file_location(f"orderlab_plugin_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, class_name):
        raise ValueError(f"{path} has no class {class_name!r}")
    policy: type[Any] = getattr(module, class_name)
    return policy


class PolicyBlock(BaseModel):
    """A scenario block whose discriminator names a policy and whose other keys are its parameters.

    Subclasses state the entry point group and which key is the discriminator. `build()` gives the
    validated policy object.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    group: ClassVar[str]
    discriminator: ClassVar[str] = "policy"

    def build(self) -> Any:
        """The policy with its parameters; ValueError names the parameter and what is accepted."""
        policy = find(self.group, getattr(self, self.discriminator))
        parameters = dict(self.model_extra or {})
        accepted = [field.name for field in dataclasses.fields(policy)]
        for key in parameters:
            if key not in accepted:
                near = difflib.get_close_matches(key, accepted, n=1)
                hint = f" (did you mean {near[0]}?)" if near else ""
                raise ValueError(f"{key}: unknown parameter{hint}; accepted: {', '.join(accepted) or 'none'}")
        try:
            return TypeAdapter(policy).validate_python(parameters)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise ValueError(f"{where}: {first['msg']}" if where else first["msg"]) from None

    @model_validator(mode="after")
    def _buildable(self) -> PolicyBlock:
        self.build()
        return self
