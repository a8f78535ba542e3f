"""Policies by name: one file, one small frozen dataclass, found without an edit elsewhere.

A name is looked up among the entry points of its group (``orderlab.dispatch``,
``orderlab.replenishment``, ``orderlab.sourcing``) or, written ``path/to/file.py::Class``,
loaded from that file. The dataclass' fields are the parameters a scenario may set.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import EntryPoint
from types import NoneType
from typing import Any, ClassVar, get_args, get_type_hints

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, model_validator

from sim.forms import said
from sim.stations import SimulationError
from solvers.installed import entry_points_of
from solvers.own_files import class_from_file, is_foreign, runs_here


class PluginError(SimulationError):
    """What a solver or a policy answered cannot be used; one line with its name, the moment and what was wrong."""


@lru_cache
def _registered(group: str) -> dict[str, EntryPoint]:
    """Entry points of a group by name."""
    return {point.name: point for point in entry_points_of(group)}


def names(group: str) -> list[str]:
    """Names registered in `group`, sorted."""
    return sorted(_registered(group))


def find(group: str, name: str) -> type[Any]:
    """The policy class called `name`; ValueError lists what there is."""
    if "::" in name:
        policy: type[Any] = class_from_file(name)
        if not dataclasses.is_dataclass(policy):
            raise ValueError(f"{name}: is not a dataclass; its fields are its parameters")
        return policy
    if name in _registered(group):
        loaded: type[Any] = _registered(group)[name].load()
        return loaded
    known = names(group)
    near = difflib.get_close_matches(name, known, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    raise ValueError(f"no policy called {name!r}{hint}; accepted: {', '.join(known)}, path/to/file.py::Class")


def _hints(policy: type[Any], *, with_forms: bool = False) -> dict[str, Any]:
    """What the fields of a policy may hold, as far as that can be told; bounds and forms of texts if asked for."""
    try:
        return get_type_hints(policy, include_extras=with_forms)
    except Exception:  # annotations of code of others may name what there is not; pydantic says so in its own way
        return {}


def would_be_read(value: Any) -> bool:
    """Whether pydantic would read a text as a number or as a truth value; others it refuses itself."""
    if not isinstance(value, str):
        return False
    try:
        float(value)
    except ValueError:
        return value.lower() in ("yes", "no", "on", "off", "true", "false", "y", "n", "t", "f")
    return True


def _only_numbers(hint: Any) -> bool:
    """Whether nothing but numbers may stand there: pydantic would read true as 1, and the text "1_0" as 10."""
    members = set(get_args(hint)) or {hint}
    return members <= {int, float, NoneType}


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _parameters_of(policy: type[Any]) -> TypeAdapter[Any]:
    """What checks a policy's parameters; making it takes a hundred times longer than using it."""
    if policy not in _ADAPTERS:
        _ADAPTERS[policy] = TypeAdapter(policy)
    return _ADAPTERS[policy]


class PolicyBlock(BaseModel):
    """A scenario block whose discriminator names a policy and whose other keys are its parameters.

    Subclasses state the entry point group, which key is the discriminator, and the methods of a policy. `build()`
    gives the validated policy object.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    group: ClassVar[str]
    kind: ClassVar[str]
    """What such a policy is called in a message."""
    discriminator: ClassVar[str] = "policy"
    methods: ClassVar[tuple[str, ...]]
    renamed: ClassVar[Mapping[str, str]] = {}
    """Names that methods had before -> those they have now."""

    def build(self) -> Any:
        """The policy with its parameters; ValueError names the parameter and what is accepted."""
        name = getattr(self, self.discriminator)
        policy = find(self.group, name)
        if lacking := [method for method in self.methods if not callable(getattr(policy, method, None))]:
            called = [
                f"; {old}() is called {new}() now"
                for old, new in self.renamed.items()
                if new in lacking and hasattr(policy, old)
            ]
            raise ValueError(f"{name}: lacks {', '.join(f'{method}()' for method in lacking)}{''.join(called)}")
        parameters = dict(self.model_extra or {})
        accepted = [field.name for field in dataclasses.fields(policy)]
        for key in parameters:
            if key not in accepted:
                near = difflib.get_close_matches(key, accepted, n=1)
                hint = f" (did you mean {near[0]}?)" if near else ""
                raise ValueError(f"{key}: unknown parameter{hint}; accepted: {', '.join(accepted) or 'none'}")
        hints = _hints(policy)
        for key, value in parameters.items():
            if _only_numbers(hints.get(key, Any)) and (isinstance(value, bool) or would_be_read(value)):
                shown = "true and false are" if isinstance(value, bool) else f"the text {value[:80]!r} is"
                raise ValueError(f"{key}: {shown} not accepted, it should be a number")
        try:
            return _parameters_of(policy).validate_python(parameters)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            wrong = said(first, _hints(policy, with_forms=True).get(where))
            raise ValueError(f"{where}: {wrong}" if where else wrong) from None

    @property
    def foreign(self) -> bool:
        """Whether the policy is code of others."""
        return is_foreign(self.group, getattr(self, self.discriminator))

    @property
    def runs_here(self) -> bool:
        """Whether the policy may be built in this process."""
        return runs_here() or not self.foreign

    @model_validator(mode="after")
    def _buildable(self) -> PolicyBlock:
        if self.runs_here:  # else a worker looks at it before anything is run
            self.build()
        return self
