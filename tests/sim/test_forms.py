"""Texts of a form are told in words: nobody who writes a scenario is shown a pattern."""

import json
import re

import pytest

from scenarios import load
from scenarios.document import Header, Laboratory
from scenarios.errors import InputError
from sim.forms import FORMS


def patterns(schema: object) -> set[str]:
    if isinstance(schema, dict):
        own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
        own |= set(schema.get("patternProperties", ()))
        return own.union(*map(patterns, schema.values()))
    return set().union(*map(patterns, schema)) if isinstance(schema, list) else set()


def test_every_pattern_has_words() -> None:
    found = set().union(*(patterns(json.loads(json.dumps(one.model_json_schema()))) for one in (Laboratory, Header)))
    assert not found - set(FORMS), "say in words what these accept"
    assert len(found) >= 4
    assert all(re.compile(pattern) and "^" not in words for pattern, words in FORMS.items())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("delivery.dispatch.first=25:00", "delivery.dispatch.first: '25:00' is not accepted, use a time as HH:MM"),
        ("delivery.dispatch.first=9", "delivery.dispatch.first: 9 is not accepted, use a time as HH:MM"),
        ("delivery.dispatch.every_minutes=0", "delivery.dispatch.every_minutes: 0 is not accepted, it should be"),
        ("fulfilment.nodes.north.start=6", "fulfilment.nodes.north.start: 6 is not accepted, use a time as HH:MM"),
        ("delivery.promise.slots=[9am]", "delivery.promise.slots.0: '9am' is not accepted, use a time as HH:MM"),
        ("delivery.fleet.traffic.speeds={'7:00': 1}", "speeds.7:00: '7:00' is not accepted, use a time as HH:MM"),
        ("currency=pound", "currency: 'pound' is not accepted, use three capital letters as GBP"),
        (
            "calendar.vans={holidays: england}",
            "holidays: 'england' is not accepted, use a country or its part as GB or",
        ),
    ],
)
def test_it_says_what_to_write(change: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        load("tiny", [change])
    assert "\\d" not in str(caught.value)
    assert "[A-Z]" not in str(caught.value)
