"""The trace reader: what becomes of a clean file."""

import gzip
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from order_files import CLEAN, COMPANIONS, FILES, HEADER, TRACE, replay, replay_rows, whole_folder, write

from scenarios.errors import InputError
from scenarios.traces import tape_source
from sim.config import SimConfig
from sim.units import DAY, HOUR, MINUTE, UNOBSERVED


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return whole_folder(tmp_path)


class TestClean:
    def test_start_and_days_are_those_of_the_trace(self, tmp_path: Path) -> None:
        config = replay_rows(tmp_path, *CLEAN).config
        assert (config.start, config.days) == (date(2018, 1, 1), 12)
        assert config.placement.demand.orders_per_day == pytest.approx(4 / 12)
        assert list(config.placement.channels) == ["web"]

    def test_orders_ascend_in_the_time_they_were_placed(self, tmp_path: Path) -> None:
        tape = replay_rows(tmp_path, *CLEAN).tape(1, 0)
        wanted = [0, DAY + 8 * HOUR + 30 * MINUTE, DAY + 10 * HOUR, 11 * DAY + 23 * HOUR + 59 * MINUTE]
        assert tape.placed.tolist() == wanted

    def test_what_happened_stands_in_observed(self, tmp_path: Path) -> None:
        observed = replay_rows(tmp_path, *CLEAN).tape(1, 0).observed
        assert observed is not None
        assert observed.approved[1] == DAY + 9 * HOUR
        assert observed.shipped[1] == 2 * DAY + 15 * HOUR
        assert observed.delivered[1] == 8 * DAY + 12 * HOUR
        assert observed.promised.tolist() == [19 * DAY, 19 * DAY, 19 * DAY, 50 * DAY]

    def test_lines_prices_and_sizes_come_from_the_companions(self, whole: Path) -> None:
        tape = replay(whole, companions=COMPANIONS).tape(1, 0)
        # Orders d (no items: paid 33.30), a, b, c; pen sold three times, ink twice.
        assert np.diff(tape.baskets.line_start).tolist() == [1, 2, 1, 1]
        assert tape.baskets.item.tolist() == [2, 0, 1, 0, 1]
        assert tape.baskets.quantity.tolist() == [1, 2, 1, 1, 1]
        assert tape.price.tolist() == [3330, 200, 1000, 200, 900]
        assert tape.goods.price.tolist() == [200, 950, 3330]
        assert tape.goods.weight.tolist() == [20, 300, 160]
        assert tape.goods.volume.tolist() == [20, 200, 110]
        assert tape.goods.popularity.tolist() == pytest.approx([3 / 6, 2 / 6, 1 / 6])

    def test_customers_zones_and_stars_come_from_the_companions(self, whole: Path) -> None:
        tape = replay(whole, companions=COMPANIONS).tape(1, 0)
        assert tape.zones == ("RJ", "SP")
        assert tape.address.zone.tolist() == [1, 1, 0, 1]
        assert tape.address.customer.tolist() == [0, 0, 1, 0]
        assert tape.observed is not None
        # Order a has 4 and 5 stars; c never came, so its 3 stars judge something else.
        assert tape.observed.stars.tolist() == [UNOBSERVED, 5, 1, UNOBSERVED]

    def test_a_clean_file_leaves_no_note_but_of_what_never_came(self, whole: Path) -> None:
        notes = replay(whole, companions=COMPANIONS).notes
        assert [note.partition(" (")[0].partition(":")[0] for note in notes] == [
            "orders.csv", "orders.csv", "A promise is stamped 00", "1 order without items", "Travel",
            "Which goods they are is not told of 17 % of the units",
        ]  # fmt: skip

    def test_replications_share_orders_and_differ_in_fates(self, whole: Path) -> None:
        trace = replay(whole, companions=COMPANIONS)
        first, second = trace.tape(1, 0), trace.tape(1, 1)
        assert np.array_equal(first.placed, second.placed)
        assert not np.array_equal(first.uniforms["transit"], second.uniforms["transit"])
        assert first.digest() == trace.tape(1, 0).digest() != second.digest()

    def test_gzip_is_known_by_its_content(self, tmp_path: Path) -> None:
        text = "\n".join([HEADER, *CLEAN]).encode()
        tmp_path.joinpath("orders.csv").write_bytes(gzip.compress(text))
        assert replay(tmp_path).placed.size == 4

    def test_a_byte_order_mark_and_another_delimiter_do_not_matter(self, tmp_path: Path) -> None:
        text = "\n".join([HEADER, *CLEAN]).replace(",", ";")
        tmp_path.joinpath("orders.csv").write_text(text, encoding="utf-8-sig")
        assert replay(tmp_path, delimiter=";").placed.size == 4

    def test_orders_of_a_day_without_an_hour_are_spread_over_it(self, tmp_path: Path) -> None:
        columns = {"order": "id", "placed": "bought"}
        rows = [f"{k},2018-01-0{5 + k % 2}" for k in range(400)]
        trace = replay_rows(tmp_path, *rows, header="id,bought", columns=columns, date_format="%Y-%m-%d")
        hours = (trace.placed % DAY) // HOUR
        assert np.bincount(trace.placed // DAY).tolist() == [200, 200]
        # As many as an ordinary day has between 20 and 22 o'clock (4.9 of 31.35), and next to none at night.
        assert np.count_nonzero((hours == 20) | (hours == 21)) == pytest.approx(400 * 4.9 / 31.35, abs=3)
        assert np.count_nonzero(hours == 3) <= 4
        assert any("spread over an ordinary day" in note for note in trace.notes)

    def test_order_and_time_are_enough(self, tmp_path: Path) -> None:
        columns = {"order": "id", "placed": "bought"}
        trace = replay_rows(tmp_path, "a,1/5/2018 8:00", "b,1/6/2018 8:00", header="id,bought", columns=columns)
        tape = trace.tape(1, 0)
        assert tape.zones == ("unknown",)
        assert tape.address.customer.tolist() == [0, 1]
        assert tape.price.tolist() == [10000, 10000]
        price, travel = trace.notes
        assert price == "The file tells no price of 2 orders: 100.00 each is our default, not yours."
        assert travel.startswith("Travel: straight line times 1.3, our default")
        assert tape.observed is not None
        assert tape.observed.delivered.tolist() == [UNOBSERVED, UNOBSERVED]

    def test_each_half_has_every_second_order(self, tmp_path: Path) -> None:
        even, odd = (replay_rows(tmp_path, *CLEAN, half=half) for half in ("even", "odd"))
        assert (even.placed.size, odd.placed.size) == (2, 2)
        assert even.config.start == date(2018, 1, 1)
        assert odd.config.start == date(2018, 1, 2)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_the_order_of_rows_does_not_matter(whole: Path, data: st.DataObject) -> None:
    wanted = replay(whole, companions=COMPANIONS)
    for name, lines in {**FILES, "orders.csv": (HEADER, *CLEAN)}.items():
        write(whole, name, [lines[0], *data.draw(st.permutations(lines[1:]))])
    found = replay(whole, companions=COMPANIONS)
    assert found.tape(1, 0).digest() == wanted.tape(1, 0).digest()
    assert found.notes == wanted.notes


class TestTapeSource:
    def test_without_a_trace_orders_are_drawn(self) -> None:
        config, tapes = tape_source(SimConfig(days=1))
        assert config == SimConfig(days=1)
        assert tapes(1, 0).digest() != tapes(1, 1).digest()

    def test_vans_need_places(self, tmp_path: Path) -> None:
        write(tmp_path, "orders.csv", [HEADER, *CLEAN])
        for mode in ("fleet", "mixed"):
            config = SimConfig.model_validate({"placement": {"trace": TRACE}, "delivery": {"mode": mode}})
            with pytest.raises(InputError, match=r"^orders\.csv:1: delivery\.mode: .* 4 of 4 orders have none"):
                tape_source(config, tmp_path)

    def test_a_file_that_changes_is_read_again(self, tmp_path: Path) -> None:
        write(tmp_path, "orders.csv", [HEADER, *CLEAN])
        config = SimConfig.model_validate({"placement": {"trace": TRACE}, "delivery": {"mode": "carrier"}})
        assert tape_source(config, tmp_path)[1](1, 0).orders == 4
        write(tmp_path, "orders.csv", [HEADER, *CLEAN[:2]])
        settled, tapes = tape_source(config, tmp_path)
        assert tapes(1, 0).orders == 2
        assert settled.start == date(2018, 1, 2)
