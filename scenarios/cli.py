"""The `orderlab` command: words in, exit code out.

Each command is a function in `scenarios.commands` that imports what it needs when it is called, so that ``--help`` and
a typing error answer at once. Every failure ends in one line on stderr; see `scenarios.errors` for the codes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

from cyclopts import App, CycloptsError, Parameter, Token, convert

from scenarios import stopping
from scenarios.collecting import collect_seldom
from scenarios.commands.audit import audit
from scenarios.commands.backtest import backtest
from scenarios.commands.calibrate import calibrate
from scenarios.commands.check import check
from scenarios.commands.compare import compare
from scenarios.commands.conformance import conformance
from scenarios.commands.doctor import doctor
from scenarios.commands.drive import drive
from scenarios.commands.export import export
from scenarios.commands.gate import gate
from scenarios.commands.import_ import import_
from scenarios.commands.library import new, scenarios, show, solvers
from scenarios.commands.optimise import optimise
from scenarios.commands.race import race
from scenarios.commands.resume import resume
from scenarios.commands.run import run
from scenarios.commands.runs import runs
from scenarios.commands.sensitivity import sensitivity
from scenarios.commands.solve import solve
from scenarios.commands.staff import staff
from scenarios.commands.sweep import sweep
from scenarios.commands.validate import validate
from scenarios.commands.verify import verify
from scenarios.errors import (
    BAD_INPUT,
    CHECK_FAILED,
    DEFECT,
    DONE,
    CheckFailed,
    InputError,
    Interrupted,
    one_line,
    printable,
    shortened,
)
from scenarios.permission import FLAG, allowed
from scenarios.stopping import heeding_terminate
from scenarios.streams import UnwritableError, kept_streams, silence
from solvers.own_files import run_elsewhere

_WHOLE = re.compile(r"[+-]?\d+(_\d+)*", re.ASCII)

MOST = 20
"""Lines of what is wrong that are printed at once."""

COMMANDS: tuple[Callable[..., int], ...] = (
    run,
    compare,
    sweep,
    optimise,
    sensitivity,
    resume,
    runs,
    export,
    solve,
    audit,
    drive,
    race,
    gate,
    verify,
    conformance,
    validate,
    import_,
    check,
    calibrate,
    backtest,
    staff,
    new,
    show,
    scenarios,
    solvers,
    doctor,
)


def application() -> App:
    """Build the command from the functions, whose docstrings are its help."""
    app = App(
        name="orderlab",
        help="A what-if laboratory for customer order management. --debug anywhere shows where a failure arose; "
        "--allow-code runs code that a file or run folder of somebody else names.",
        version=lambda: version("orderlab"),
        default_parameter=Parameter(negative=(), converter=_converted),
        suppress_keyboard_interrupt=False,
    )
    for order, command in enumerate(COMMANDS):
        app.command(command, name=command.__name__.rstrip("_").replace("_", "-"), sort_key=order)
    return app


def _converted(wanted: Any, tokens: Sequence[Token]) -> Any:
    """A word as a command takes it; cyclopts by itself would round 1.5 to a whole number and say nothing."""
    if wanted is int:
        for token in tokens:
            if not _WHOLE.fullmatch(token.value):
                raise ValueError(f"{token.value!r} is not accepted, use a whole number")
    return convert(wanted, tokens)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    words
        The words after ``orderlab``; those of the process when None. ``--debug`` anywhere shows a traceback in place
        of the one line, ``--allow-code`` runs code that somebody else's file names.

    Returns
    -------
    int
        The exit code.
    """
    if words is None:  # the process is ours
        collect_seldom()
    given = list(sys.argv[1:] if words is None else words)
    debug, code = "--debug" in given, FLAG in given
    given = [word for word in given if word not in ("--debug", FLAG)]
    before = allowed.set(code)
    try:
        with run_elsewhere(), kept_streams(), heeding_terminate():
            return _run(given, debug)
    finally:
        if pool := sys.modules.get("scenarios.apart.pool"):
            pool.close_all()
        allowed.reset(before)


def _run(given: Sequence[str], debug: bool) -> int:
    try:
        if any("\0" in word for word in given):
            raise InputError("orderlab: a word with a NUL character is not accepted")
        answer = application()(given, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except InputError as error:
        return _failed(error, str(error), BAD_INPUT, debug, error.others)
    except CycloptsError as error:
        return _failed(error, f"orderlab {' '.join(given[:1])}: {error}", BAD_INPUT, debug)
    except CheckFailed as error:
        return _failed(error, str(error), CHECK_FAILED, debug)
    except Interrupted as error:
        return _failed(error, f"{stopping.word()}; {error}", stopping.code(), debug)
    except KeyboardInterrupt as error:
        return _failed(error, stopping.word(), stopping.code(), debug)
    except UnwritableError as error:
        silence(1)
        return _failed(error, f"stdout: {error}, one that can be written is accepted", BAD_INPUT, debug)
    except BrokenPipeError:
        silence(1)  # `orderlab scenarios | head -1` is no failure
        return DONE
    except OSError as error:
        where = " ".join(str(one) for one in (error.filename, error.filename2) if one is not None) or "orderlab"
        what = f"{where}: {error.strerror or error}, a file or folder that can be read and written is accepted"
        return _failed(error, what, BAD_INPUT, debug)
    except Exception as error:  # the last resort: a defect is reported in one line too
        what = f"orderlab: {type(error).__name__}: {error} (a defect; --debug shows where)"
        return _failed(error, what, DEFECT, debug)
    return answer if isinstance(answer, int) else DONE


def _failed(error: BaseException, line: str, code: int, debug: bool, several: Sequence[str] = ()) -> int:
    if debug:
        import traceback

        traceback.print_exception(error)
    for each in several[:MOST] or (line,):
        print(shortened(printable(one_line(each))), file=sys.stderr)
    if len(several) > MOST:
        print(f"and {len(several) - MOST} more", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
