"""Keys that do not match and times of strange clocks: read with their right value, or refused with a setting."""

from pathlib import Path

import pytest
from strange_shop import ORDERS, clock, counts, shop

from scenarios.errors import InputError
from sim.delivery.promise import promise_windows
from sim.units import DAY, UNOBSERVED


class TestKeys:
    ITEMS = ("1001.0,S,2,10.00", "1002.0,S,3,10.00")
    ROWS = ("1001,2026-03-01 10:00:00", "1002,2026-03-01 11:00:00")

    def test_numbers_that_do_not_meet_are_refused_with_both_spellings(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match=r"^i\.csv:2: .*key: 2 of 2 rows .* 1001\.0 here, 1001 in o\.csv") as error:
            shop(tmp_path, self.ROWS, self.ITEMS)
        assert "match_keys=loosely" in str(error.value)

    @pytest.mark.parametrize("spelling", ["{}.0", "#{}", "0{}", "{}"])
    def test_loosely_they_meet(self, tmp_path: Path, spelling: str) -> None:
        items = [
            row.replace("1001.0", spelling.format(1001)).replace("1002.0", spelling.format(1002)) for row in self.ITEMS
        ]
        assert counts(shop(tmp_path, self.ROWS, items, match_keys="loosely")) == (2, 5, 50.0)

    def test_blank_parent_cells_belong_to_the_order_above(self, tmp_path: Path) -> None:
        orders = ["S1,2026-03-02 09:00:00", ",", ",", "S2,2026-03-02 10:00:00", ",", "S3,2026-03-03 11:30:00"]
        items = [
            "S1,Desk,1,100.00",
            ",Chair,4,50.00",
            ",Lamp,2,20.00",
            "S2,Chair,2,50.00",
            ",Desk,1,100.00",
            "S3,Lamp,1,20.00",
        ]
        trace = shop(tmp_path, orders, items)
        assert counts(trace) == (3, 11, 560.0)
        assert trace.goods.baskets.item.size == 6
        assert any("3 rows without an order number belong to the order above" in note for note in trace.notes)
        with pytest.raises(InputError, match=r"^i\.csv:2: .*key: no order number and no order stands above"):
            shop(tmp_path, orders, [",Chair,4,50.00", *items])

    def test_an_order_that_stands_there_twice_counts_once(self, tmp_path: Path) -> None:
        orders = [*ORDERS[:3], ORDERS[0]]
        trace = shop(tmp_path, orders, ["A0,S,1,10", "A0,T,2,5", "A1,S,1,10", "A2,S,1,10", "A0,S,1,10", "A0,T,2,5"])
        assert counts(trace) == (3, 5, 40.0)
        assert any("1 order stands there again" in note for note in trace.notes)

    def test_two_equal_lines_of_an_order_are_two_lines(self, tmp_path: Path) -> None:
        assert counts(shop(tmp_path, ORDERS[:2], ["A0,S,1,10", "A0,S,1,10", "A1,S,1,10"])) == (2, 3, 30.0)


class TestClocks:
    def test_an_offset_is_the_shops_own_clock(self, tmp_path: Path) -> None:
        rows = ["A,2026-03-28T23:30:00+01:00", "B,2026-03-29T03:30:00+02:00", "C,2026-03-30T00:30:00+02:00"]
        for form in ("automatic", "%Y-%m-%dT%H:%M:%S%z"):
            trace = shop(tmp_path, rows, date_format=form)
            found = [clock(trace, k) for k in range(3)]
            assert found == ["2026-03-28 23:30:00", "2026-03-29 03:30:00", "2026-03-30 00:30:00"]
            assert trace.config.days == 3

    def test_z_is_read_and_turned_to_a_zone(self, tmp_path: Path) -> None:
        assert clock(shop(tmp_path, ["A,2026-07-28T23:30:00Z"]), 0) == "2026-07-28 23:30:00"
        trace = shop(tmp_path, ["A,2026-07-28T23:30:00Z"], time_zone="Europe/London")
        assert clock(trace, 0) == "2026-07-29 00:30:00"

    def test_a_zone_that_does_not_exist_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="time_zone"):
            shop(tmp_path, ["A,2026-07-28T23:30:00Z"], time_zone="Europe/Atlantis")

    def test_a_clock_that_changes_is_refused_with_both(self, tmp_path: Path) -> None:
        rows = ["A,2026-03-01T10:00:00+01:00", "B,2026-03-02T10:00:00-05:00"]
        with pytest.raises(InputError, match=r"^o\.csv:3: .*-05:00 and .*\+01:00; placement\.trace\.time_zone="):
            shop(tmp_path, rows)
        with pytest.raises(InputError, match=r"^o\.csv:3: .*2026-03-02 10:00:00 has no offset"):
            shop(tmp_path, ["A,2026-03-01 10:00:00+01:00", "B,2026-03-02 10:00:00"])
        trace = shop(tmp_path, rows, time_zone="Europe/Paris")
        assert clock(trace, 1) == "2026-03-02 16:00:00"

    @pytest.mark.parametrize(
        ("placed", "due"), [("%Y-%m-%d %H:%M:%S", ""), ("automatic", ""), ("automatic", " 00:00:00")]
    )
    def test_a_promise_is_kept_until_the_end_of_its_day(self, tmp_path: Path, placed: str, due: str) -> None:
        rows = [f"{row},{row.split(',')[1][:10]}{due}" for row in ORDERS[:50]]
        trace = shop(tmp_path, rows, header="id,placed,due", columns={"promised": "due"}, date_format=placed)
        tape = trace.tape(1, 0)
        assert set((promise_windows(tape, trace.config)[1] // DAY - tape.placed // DAY).tolist()) == {0}

    def test_next_day_promises_at_midnight_mean_the_day(self, tmp_path: Path) -> None:
        rows = [
            f"A{k},2026-03-{k + 1:02d} 10:00:00,2026-03-{k + 2:02d} 10:00:00,2026-03-{k + 2:02d} 00:00:00"
            for k in range(20)
        ]
        columns = {"delivered": "came", "promised": "due"}
        trace = shop(tmp_path, rows, header="id,placed,came,due", columns=columns)
        assert (trace.observed.delivered <= trace.observed.promised).all()

    def test_one_early_order_is_asked_about(self, tmp_path: Path) -> None:
        rows = ["A0,2024-03-01 09:00:00", *ORDERS[1:50]]
        with pytest.raises(InputError, match=r"1 of 50 orders lies far .*first_day=2026-03-01 leaves it out"):
            shop(tmp_path, rows)
        assert shop(tmp_path, rows, first_day="2026-03-01").config.days == 28
        assert shop(tmp_path, rows, first_day="2024-03-01").config.days == 758

    def test_shipped_may_be_the_last_stage(self, tmp_path: Path) -> None:
        rows = [f"{row},{row.split(',')[1][:10]} 18:00:00" for row in ORDERS[:50]]
        trace = shop(tmp_path, rows, header="id,placed,left", columns={"shipped": "left"})
        assert int((trace.observed.shipped != UNOBSERVED).sum()) == 50
