from io import StringIO

from scenarios.progress import Progress
from scenarios.study.results import Replication


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_file_gets_plain_lines_and_each_warning_once() -> None:
    stream = StringIO()
    with Progress(2, "tiny", stream) as progress:
        for number in range(2):
            progress.done(Replication(number, "t", {}, ("3 rows dropped",), 0.1))
    lines = stream.getvalue().splitlines()
    assert lines[0] == "tiny: 2 replications"
    assert lines[1].startswith("tiny: replication 1 of 2 done after")
    assert lines[2] == "tiny: 3 rows dropped"
    assert lines[3].startswith("tiny: replication 2 of 2 done after")
    assert "\x1b" not in stream.getvalue()


def test_a_terminal_gets_one_line_that_goes_away() -> None:
    stream = Terminal()
    with Progress(1, "tiny", stream) as progress:
        progress.say("compiling the routing kernels")
        progress.part(0.5)
        progress.done(Replication(0, "t", {}, (), 0.1))
    assert "compiling the routing kernels" in stream.getvalue()


def test_a_replication_on_its_way_moves_the_line_of_a_terminal_only() -> None:
    stream = StringIO()
    with Progress(1, "tiny", stream) as progress:
        progress.part(0.5)
    assert stream.getvalue() == "tiny: 1 replication\n"
