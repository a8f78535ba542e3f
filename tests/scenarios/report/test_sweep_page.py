"""The page of a sweep: every setting against what stands now, and what has no result keeps no target."""

import re

from hand_made_runs import books, run_of

from scenarios.report.swept import sweep_page
from scenarios.resolve import load
from scenarios.study.running.results import RunResult
from scenarios.study.searching.sweep import Sweep, axes, points

PICKERS = "fulfilment.nodes.north.pickers"


def test_a_setting_that_failed_is_not_told_to_keep_the_targets(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "p.yaml").write_text('extends: tiny\ndays: 7\ntargets: {on_time_delivery: ">= 0.9"}\n')
    scenario = load(tmp_path / "p.yaml")
    grid = points(scenario, axes(scenario, [f"{PICKERS}=1,2,3,4"]))
    of_setting = {1: (4000, 0.7), 2: (5000, 0.97), 3: None, 4: (5200, 0.98)}

    def result(number: int) -> RunResult:
        found = of_setting[number]
        if found is None:
            return run_of(grid[number - 1].scenario, {}, {}, {}, failure="it was told to fail")
        profit, on_time = found
        return run_of(grid[number - 1].scenario, *(books(profit + k, on_time + k / 1000) for k in range(3)))

    sweep = Sweep(scenario, tuple(grid), tuple(map(result, of_setting)))
    assert sweep.points[sweep.now].settings == {PICKERS: 2}
    page = sweep_page(sweep, {}, "the table", ()).decode().replace("<wbr>", "")
    table = page[page.index("Every setting against what stands now") :]
    rows = [re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)]
    told = {row[0]: (row[-2], row[-1]) for row in rows if row and row[0] in "1234"}
    assert {name: kept for name, (kept, _) in told.items()} == {"1": "broken", "2": "kept", "3": "-", "4": "kept"}
    assert (told["2"][1], told["3"][1]) == ("stands now", "no result")
