"""The `orderlab` command: words in, exit code out.

Each command is a function in `scenarios.commands` that imports what it needs when it is called, so that ``--help`` and
a typing error answer at once. Every failure ends in one line on stderr; see `scenarios.errors` for the codes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from importlib.metadata import version
from typing import Any

from cyclopts import App, CycloptsError, Parameter

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
from scenarios.commands.solve import audit, solve
from scenarios.commands.sweep import sweep
from scenarios.commands.validate import validate
from scenarios.commands.verify import verify
from scenarios.errors import (
    BAD_INPUT,
    CHECK_FAILED,
    DEFECT,
    DONE,
    INTERRUPTED,
    CheckFailed,
    InputError,
    Interrupted,
    one_line,
    printable,
)
from scenarios.permission import FLAG, allowed
from solvers.own_files import run_elsewhere

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
    new,
    show,
    scenarios,
    solvers,
    doctor,
)


class Harmless:
    """A stream that writes what a terminal might obey as escapes; everything else is the stream's own."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text of any origin."""
        return int(self._stream.write(printable(text, lines=True)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def application() -> App:
    """Build the command from the functions, whose docstrings are its help."""
    app = App(
        name="orderlab",
        help="A what-if laboratory for customer order management. --debug anywhere shows where a failure arose; "
        "--allow-code runs code that a file or run folder of somebody else names.",
        version=lambda: version("orderlab"),
        default_parameter=Parameter(negative=()),
        suppress_keyboard_interrupt=False,
    )
    for order, command in enumerate(COMMANDS):
        app.command(command, name=command.__name__.rstrip("_").replace("_", "-"), sort_key=order)
    return app


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
    given = list(sys.argv[1:] if words is None else words)
    debug, code = "--debug" in given, FLAG in given
    given = [word for word in given if word not in ("--debug", FLAG)]
    before = allowed.set(code)
    try:
        with run_elsewhere(), redirect_stdout(Harmless(sys.stdout)):
            return _run(given, debug)
    finally:
        if pool := sys.modules.get("scenarios.apart.pool"):
            pool.close_all()
        allowed.reset(before)


def _run(given: Sequence[str], debug: bool) -> int:
    try:
        answer = application()(given, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except InputError as error:
        return _failed(error, str(error), BAD_INPUT, debug)
    except CycloptsError as error:
        return _failed(error, f"orderlab {' '.join(given[:1])}: {error}", BAD_INPUT, debug)
    except CheckFailed as error:
        return _failed(error, str(error), CHECK_FAILED, debug)
    except Interrupted as error:
        return _failed(error, f"interrupted; {error}", INTERRUPTED, debug)
    except KeyboardInterrupt as error:
        return _failed(error, "interrupted", INTERRUPTED, debug)
    except BrokenPipeError:
        # `orderlab scenarios | head -1` is no failure; the interpreter must not complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # the last resort: a defect is reported in one line too
        what = f"orderlab: {type(error).__name__}: {error} (a defect; --debug shows where)"
        return _failed(error, what, DEFECT, debug)
    return answer if isinstance(answer, int) else DONE


def _failed(error: BaseException, line: str, code: int, debug: bool) -> int:
    if debug:
        import traceback

        traceback.print_exception(error)
    print(printable(one_line(line)), file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
