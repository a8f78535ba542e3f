"""How a wrong input, a failed check and an interruption reach the person at the terminal.

Each ends in one line and one exit code; a traceback is for ``--debug``. The codes are a contract with scripts:

=====  ==============================================================================
0      done
1      a check said no: an infeasible plan in ``audit``, a gate, a conformance suite
2      bad input: ``file:line: field: what is wrong, what is accepted``
3      the program itself failed, which is a defect to report
130    interrupted, with the line that resumes when there is something to resume
143    terminated by SIGTERM, likewise
=====  ==============================================================================
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

DONE, CHECK_FAILED, BAD_INPUT, DEFECT, INTERRUPTED, TERMINATED = 0, 1, 2, 3, 130, 143


class InputError(Exception):
    """Something a person wrote cannot be used.

    The message is the whole line to print: where, which field, what is wrong and what is accepted.

    Parameters
    ----------
    *args
        The message, and what a subclass keeps beside it.
    others
        Every line, where there are several: for who lists them all at once.
    """

    def __init__(self, *args: object, others: Sequence[str] = ()) -> None:
        super().__init__(*args)
        self.others = tuple(others)


class CheckFailed(Exception):  # noqa: N818 - the input was fine and the program worked; the answer is no
    """A check was carried out and said no. The message says which."""


class Interrupted(Exception):  # noqa: N818 - a wish of the user, not an error
    """The user stopped the work. The message is the command that takes it up again."""


def nearest(word: str, accepted: Iterable[str], limit: int = 40) -> str:
    """Say what would have been accepted in place of `word`, nearest first.

    Parameters
    ----------
    word
        What was written.
    accepted
        Everything that would have been accepted.
    limit
        How many to name; the rest is counted.

    Returns
    -------
    str
        For instance ``did you mean pickers? accepted: packers, pickers, shift``.
    """
    names = sorted(set(accepted))
    if not names:
        return "nothing is accepted here"
    listed = ", ".join(names[:limit])
    if len(names) > limit:
        listed += f" and {len(names) - limit} more"
    close = difflib.get_close_matches(word, names, n=3, cutoff=0.7)
    if len(names) > limit and not close:
        close = difflib.get_close_matches(word, names, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(close)}? " if close else ""
    return f"{hint}accepted: {listed}"


def one_line(message: object) -> str:
    """Fold a message of several lines into one, for a terminal and for a log."""
    return " ".join(str(message).split())


def shortened(line: str) -> str:
    """Cut words of a line that are longer than any name should be, so that what is wrong can still be read."""
    return _LONG.sub(lambda found: f"{found[0][:QUOTED]}... ({len(found[0])} characters)", line)


QUOTED, LONG = 80, 240
"""A word of more than `LONG` characters is quoted by its first `QUOTED`; a path is often longer than those."""
_LONG = re.compile(rf"\S{{{LONG},}}")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
"""Controls of a terminal, marks of direction, and what has no width: what makes a text look like another."""


def printable(text: str, *, lines: bool = False) -> str:
    """Make a text harmless for a terminal: controls and marks of direction are written as escapes.

    Parameters
    ----------
    text
        Any text, for instance a name out of somebody else's file.
    lines
        Whether it may have several lines; else ends of lines and tabs are escaped too.
    """
    if not lines:
        text = text.replace("\n", "\\n").replace("\t", "\\t")
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)
