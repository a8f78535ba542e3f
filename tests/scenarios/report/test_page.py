import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from scenarios import load, report, run
from scenarios.commands.running import story
from scenarios.report.page import render
from scenarios.study.keeping.run_files import result_files
from sim.kpis import DEFINITIONS, definition
from sim.log import Log

VOID = {"meta", "img", "br", "link", "input", "hr"}


class Structure(HTMLParser):
    """Tags opened and closed, and the resources a page asks for."""

    def __init__(self, page):
        super().__init__()
        self.open, self.ids, self.wanted, self.text, self.tags = [], [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        values = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in values:
            self.ids.append(values["id"])
        self.wanted += [values[name] for name in ("src", "href") if name in values]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def page(tiny_run):
    return render(tiny_run)


def test_what_a_run_tells_never_holds_all_rows_of_its_log(tiny_run, monkeypatch):
    """Those of a million orders are 450 MiB, put in order; they were, to look up one kind of them."""

    def refused(_log):
        pytest.fail("all rows at once")

    monkeypatch.setattr(Log, "rows", refused)
    assert story(tiny_run)
    assert result_files(tiny_run)


def test_the_page_asks_nothing_of_a_network(page):
    found = Structure(page)
    assert found.open == []
    assert "script" not in found.tags
    assert all(link.startswith(("data:image/svg+xml;base64,", "#")) for link in found.wanted)
    assert not re.search(r"url\(|@import", page)


def test_every_section_of_the_navigation_is_there(page):
    found = Structure(page)
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.wanted if link.startswith("#")} <= set(found.ids)


def test_it_shows_every_kpi_the_pictures_and_how_to_repeat_it(page, tiny_run):
    found = Structure(page)
    text = " ".join(found.text)
    for key, kpi in tiny_run.kpis().items():
        assert (f"kpi-{key}" in found.ids) == (kpi.mean is not None)
        assert definition(key).title in text, "what could not be observed is named below the table"
    for heading in (
        "Orders over time",
        "Cycle time by stage",
        "Stock over time",
        "Map of routes",
        "Stations",
        "Cost of an order",
    ):
        assert heading in text
    for fact in (str(tiny_run.scenario.experiment.seed), tiny_run.tape, tiny_run.key, "orders_per_day: 120"):
        assert fact in text
    assert DEFINITIONS["perfect_order"].formula in text


def test_the_answer_comes_first_and_it_is_read_on_paper_in_the_dark_and_on_a_phone(page):
    """Headline and bottlenecks stand before pictures and the long table; nothing is folded but the values."""
    places = [page.index(mark) for mark in ('<ul class="tiles', 'id="bottlenecks"', "<figure>", 'id="kpis"')]
    assert places == sorted(places)
    assert page.index("<small>Profit</small>") < page.index('id="bottlenecks"')
    for rule in ("prefers-color-scheme: dark", "max-width: 40rem", "@media print", "size: A4"):
        assert rule in page
    assert page.count("<details>") == 1


def test_worst_orders_come_with_their_timeline(page):
    text = " ".join(Structure(page).text)
    assert re.search(r"Order \d+ \(\w+, [\d.,]+ GBP\)", text)
    assert "placed by" in text


def test_whatever_a_scenario_says_is_text_and_never_markup(tmp_path):
    file = tmp_path / "evil.yaml"
    file.write_text('schema: 1\nname: evil\nextends: tiny\ntitle: <script>alert(1)</script>\nnotes: "</pre><b>&\'"\n')
    found = Structure(render(run(load(str(file)), replications=1, jobs=1)))
    assert found.open == []
    assert "script" not in found.tags
    assert "<script>alert(1)</script>" in "".join(found.text)


def test_the_same_run_gives_the_same_page(page, tiny_run):
    assert render(tiny_run) == page


def test_one_file_is_written(tiny_run, tmp_path):
    path = report.write(tiny_run, tmp_path)
    assert path == tmp_path / "report.html"
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


def test_a_carrier_has_no_map_and_the_page_still_stands():
    found = Structure(render(run("tiny+delivery.mode=carrier", replications=1, jobs=1)))
    assert "Map of routes" not in " ".join(found.text)


def test_a_warning_that_differs_in_numbers_alone_stands_once(tiny_run):
    one = tiny_run.replications[0]
    warned = [replace(one, number=at, warnings=(f"{11 + at} of 27 trips left late",)) for at in range(3)]
    page = render(replace(tiny_run, replications=warned))
    assert page.count(' class="warning"') == 1
    assert "11 of 27 trips left late" in page
