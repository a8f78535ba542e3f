"""What a layout file may hold: which columns its files have and what they mean; anything else is told by its line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scenarios.errors import InputError
from scenarios.reading import read

Names = str | list[str]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")


class LaidOut(_Strict):
    """One kind of file: the columns it must have, and the meaning of those it may have."""

    columns: dict[str, Names]
    needs: list[str] | None = None
    any_of: Annotated[list[list[str]], Field(min_length=1)] | None = None
    key: Names | None = None
    same_file: bool = False


class Layout(_Strict):
    """A layout: kinds of files, orders among them."""

    files: dict[str, LaidOut]
    title: str | None = None
    statuses: dict[str, str] | None = None
    settings: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Layout:
        if "orders" not in self.files:
            raise ValueError("files: no orders in it, a layout says what the columns of its files mean")
        for kind, about in self.files.items():
            if kind != "orders" and about.key is None:
                raise ValueError(f"files.{kind}: no key in it, the column that orders are found by is accepted")
        return self


def layout_values(file: Path) -> dict[str, Any]:
    """The content of a layout file.

    Raises
    ------
    InputError
        If it is no layout, with the line.
    """
    written = read(file)
    try:
        Layout.model_validate(written.values)
    except ValidationError as error:
        first = error.errors()[0]
        path = tuple(first["loc"])
        what = str(first["msg"]).removeprefix("Value error, ")
        where = f"{'.'.join(str(part) for part in path)}: " if path else ""
        raise InputError(f"{written.where(path)}: {where}{what}; a layout like the shipped ones is accepted") from None
    return written.values
