import signal
import threading
import time

import pytest

from scenarios.study.running.limits import OutOfTime, time_limit


def test_what_takes_too_long_is_stopped_wherever_it_is() -> None:
    def sleep_on() -> None:
        while True:
            try:
                time.sleep(1)
            except Exception:  # what catches every error does not catch this
                pytest.fail("an alarm is no error")

    began = time.perf_counter()
    with pytest.raises(OutOfTime), time_limit(0.002, expendable=False):
        sleep_on()
    assert time.perf_counter() - began < 5


def test_what_is_done_in_time_leaves_no_alarm_behind() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with time_limit(0.001, expendable=True):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) == before
    time.sleep(0.1)  # the alarm would have rung


def test_an_alarm_that_somebody_else_sets_ends_nothing_early_and_the_limit_stays() -> None:
    """Code of others that sets its own was told to have taken minutes."""

    def work() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        time.sleep(0.1)
        signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
        time.sleep(60)

    began = time.perf_counter()
    with pytest.raises(OutOfTime), time_limit(0.005, expendable=False):
        work()
    assert 0.3 <= time.perf_counter() - began < 5


def test_no_limit_is_no_alarm() -> None:
    with time_limit(None, expendable=True):
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_thread_hears_no_alarm_and_is_not_disturbed_by_one() -> None:
    seen: list[bool] = []

    def work() -> None:
        with time_limit(0.001, expendable=False):
            time.sleep(0.1)
            seen.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [True]
