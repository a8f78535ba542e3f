"""Do the tests of a room catch what a tired hand writes in it? Sixty planted faults, an hour of the night at most."""

import pytest
from faults.finding import CHOSEN, chosen, main


def test_sixty_faults_are_chosen_each_once() -> None:
    planted = chosen(45, 15, 7)
    assert len(planted) == len(set(planted)) == CHOSEN


@pytest.mark.nightly
def test_the_tests_of_a_room_catch_the_faults_planted_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seed", "7"]) == 0, capsys.readouterr()
