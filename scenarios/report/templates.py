"""Pages from templates: one style for all of them, and every text escaped by the template engine."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape


def breakable(text: str) -> Markup:
    """Escape a text and let paths in it break after their dots and underscores, where no word is torn."""
    return Markup(re.sub(r"(?<=[a-z])([._])(?=[a-z])", r"\1<wbr>", str(escape(text))))


def render(template: str, **values: Any) -> str:
    """Fill a template of this folder; it finds the style of all pages as ``style``."""
    folder = files("scenarios.report")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["breakable"] = breakable
    style = Markup(folder.joinpath("style.css").read_text(encoding="utf-8"))
    text = folder.joinpath(template).read_text(encoding="utf-8")
    return environment.from_string(text).render(style=style, **values)
