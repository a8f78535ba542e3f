"""The verdicts of a gate for other readers: JUnit XML for a CI server, Markdown for the summary of a workflow."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from scenarios.study.gating.judged import Judged


def shown(value: float | None) -> str:
    """A value as a person reads it."""
    return "-" if value is None else f"{value:.6g}"


def junit(rows: Sequence[Judged], name: str = "orderlab gate") -> str:
    """JUnit XML: a test case a limit, a failure where it does not hold."""
    failures = sum(not row.passed for row in rows)
    root = Element("testsuites", tests=str(len(rows)), failures=str(failures), errors="0")
    suite = SubElement(
        root, "testsuite", name=name, tests=str(len(rows)), failures=str(failures), errors="0", skipped="0"
    )
    for row in rows:
        case = SubElement(suite, "testcase", classname=name, name=_legible(f"{row.what} {row.limit}"))
        if not row.passed:
            told = _legible(row.reason or f"{shown(row.value)} is not {row.limit}")
            SubElement(case, "failure", message=told).text = told
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def markdown(rows: Sequence[Judged]) -> str:
    """A table with the verdict above it."""
    failures = sum(not row.passed for row in rows)
    verdict = f"{failures} of {len(rows)} limits do not hold" if failures else f"all {len(rows)} limits hold"
    lines = [f"## Gate: {verdict}", "", "| what | limit | value | verdict |", "| --- | --- | --- | --- |"]
    for row in rows:
        told = "holds" if row.passed else "**does not hold**" + (f": {row.reason}" if row.reason else "")
        cells = (row.what, row.limit, shown(row.value), told)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _legible(text: str) -> str:
    """Text without the control characters that no XML may hold."""
    return "".join(sign for sign in text if sign.isprintable())
