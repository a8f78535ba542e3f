"""Small order files with a mapping of their own, for the tests of the trace reader."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from scenarios.errors import InputError
from scenarios.traces import Trace, read
from sim.config import SimConfig

COLUMNS = ("order", "customer", "status", "placed", "approved", "shipped", "delivered", "promised")
HEADER = "id,client,state_of_it,bought,paid,left,arrived,said"
CLEAN = (
    "a,c1,done,1/2/2018 8:30,1/2/2018 9:00,1/3/2018 15:00,1/9/2018 12:00,1/20/2018 0:00",
    "b,c2,done,1/2/2018 10:00,1/3/2018 10:00,1/5/2018 15:00,1/30/2018 12:00,1/20/2018 0:00",
    "c,c3,on its way,1/12/2018 23:59,1/13/2018 9:00,,,2/20/2018 0:00",
    "d,c1,gone,1/1/2018 0:00,1/1/2018 1:00,1/2/2018 1:00,1/3/2018 1:00,1/20/2018 0:00",
)
TRACE: dict[str, object] = {
    "path": "orders.csv",
    "columns": dict(zip(COLUMNS, HEADER.split(","), strict=True)),
    "date_format": "%m/%d/%Y %H:%M",
    "statuses": {"done": "delivered", "on its way": "open", "gone": "cancelled"},
}
COMPANIONS = {
    "customers": {"path": "customers*", "key": "client", "columns": {"person": "who", "zone": "state"}},
    "items": {"path": "items.csv", "key": "id", "columns": {"product": "what", "price": "price"}},
    "payments": {"path": "payments.csv", "key": "id", "columns": {"method": "how", "value": "sum"}},
    "reviews": {"path": "reviews.csv", "key": "id", "columns": {"stars": "score"}},
    "products": {
        "path": "products.csv",
        "key": "what",
        "columns": {
            "weight_grams": "g",
            "length_centimetres": "l",
            "height_centimetres": "h",
            "width_centimetres": "w",
        },
    },
}
FILES = {
    "customers.csv": ("client,who,state", "c1,anna,SP", "c2,bert,RJ", "c3,anna,SP"),
    "items.csv": ("id,what,price", "a,pen,1.50", "a,pen,2.50", "a,ink,10", "b,pen,2.00", "c,ink,9.00"),
    "payments.csv": ("id,how,sum", "a,card,14", "b,slip,2", "d,card,33.30"),
    "reviews.csv": ("id,score", "a,5", "a,4", "b,1", "c,3"),
    "products.csv": ("what,g,l,h,w", "pen,20,10,2,1", "ink,300,5,5,8"),
}


def write(folder: Path, name: str, lines: Sequence[str]) -> None:
    folder.joinpath(name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def replay_rows(folder: Path, *rows: str, header: str = HEADER, **changes: object) -> Trace:
    write(folder, "orders.csv", [header, *rows])
    return replay(folder, **changes)


def replay(folder: Path, **changes: object) -> Trace:
    return read(SimConfig.model_validate({"placement": {"trace": {**TRACE, **changes}}}), folder)


def refused(folder: Path, *rows: str, header: str = HEADER, **changes: object) -> str:
    with pytest.raises(InputError) as error:
        replay_rows(folder, *rows, header=header, **changes)
    message = str(error.value)
    assert "\n" not in message
    return message


def whole_folder(folder: Path) -> Path:
    """Write orders and all companions."""
    for name, lines in FILES.items():
        write(folder, name, lines)
    write(folder, "orders.csv", [HEADER, *CLEAN])
    return folder
