from io import StringIO

from scenarios.progress import Progress
from scenarios.study.running.replication import Replication


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


def test_what_only_a_later_replication_or_an_alternative_warns_of_is_said_with_its_name() -> None:
    stream = StringIO()
    open_ = "7 of 119 orders had not ended"
    with Progress(None, "tiny against tiny+days=2", stream) as progress:
        progress.arrived("tiny", Replication(0, "t", {}, ("4 of 9 trips left",), 0.1))
        progress.arrived("tiny+days=2", Replication(1, "t", {}, (open_.replace("7", "9"), "5 of 9 trips left"), 0.1))
        progress.arrived("tiny+days=2", Replication(0, "t", {}, (open_,), 0.1))
        progress.arrived("tiny", Replication(1, "t", {}, ("picking is overloaded (load 1.20)",), 0.1))
    said = [line for line in stream.getvalue().splitlines() if "replication" not in line or "(in" in line]
    assert said == [
        "tiny against tiny+days=2: 4 of 9 trips left",
        "tiny: picking is overloaded (load 1.20) (in 1 of 2 replications)",
        f"tiny+days=2: {open_}",
    ]


def test_a_terminal_gets_one_line_that_goes_away() -> None:
    stream = Terminal()
    with Progress(1, "tiny", stream) as progress:
        progress.say("compiling the routing kernels")
        progress.part(0.5)
        progress.done(Replication(0, "t", {}, (), 0.1))
    assert "compiling the routing kernels" in stream.getvalue()


def test_a_name_does_nothing_to_a_terminal() -> None:
    stream = Terminal()
    with Progress(1, "week [link=http://elsewhere]\x1b]0;mine\x07", stream) as progress:
        progress.done(Replication(0, "t", {}, ("\x1b[2Jgone",), 0.1))
    assert "[link=http://elsewhere]\\x1b]0;mine\\x07" in stream.getvalue()
    assert "\x1b]0;" not in stream.getvalue()
    assert "\x1b[2J" not in stream.getvalue()


def test_a_replication_on_its_way_moves_the_line_of_a_terminal_only() -> None:
    stream = StringIO()
    with Progress(1, "tiny", stream) as progress:
        progress.part(0.5)
    assert stream.getvalue() == "tiny: 1 replication\n"


def test_it_says_what_came_from_the_store_what_failed_and_how_long_it_will_take() -> None:
    stream = StringIO()
    with Progress(4, "tiny", stream) as progress:
        progress.began -= 100.0
        progress.arrived("tiny", Replication(0, "t", {}, (), 500.0))
        progress.arrived("tiny", Replication(1, "t", {}, (), 1.0))
        progress.began -= 50.0
        progress.arrived("tiny", Replication(2, "", {}, (), 1.0, "out of memory"))
    last = stream.getvalue().splitlines()[-1]
    assert last.startswith("tiny: replication 3 of 4 done after 150.0 s")
    assert last.endswith(", 1 from the store, 1 failed, 0.02 a second, 50 s left")


def test_the_interval_of_the_headline_is_that_of_the_first_scenario() -> None:
    stream = StringIO()
    with Progress(4, "a against b", stream) as progress:
        for number, share in enumerate((0.90, 0.94)):
            progress.arrived("a", Replication(number, "t", {"on_time_delivery": share}, (), 0.0))
            progress.arrived("b", Replication(number, "t", {"on_time_delivery": 0.1}, (), 0.0))
    # Student's t with one degree of freedom: 92 % +- 12.706 * 2.83 / sqrt 2.
    assert stream.getvalue().splitlines()[-1].endswith("on_time_delivery 66.6 to 100.0 %")
