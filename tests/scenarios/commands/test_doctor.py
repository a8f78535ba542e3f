import json

import sim


def test_doctor_says_what_is_loaded_from_where(orderlab) -> None:  # type: ignore[no-untyped-def]
    answer = orderlab("doctor")
    assert answer.code == 0
    rows = {line.split("  ")[0].strip(): line for line in answer.out.splitlines()}
    assert str(next(iter(sim.__path__))) in rows["sim from"]
    assert {"python", "orderlab", "numba", "ortools", "kernels", "kernel cache"} <= set(rows)
    assert "missing" not in answer.out


def test_doctor_as_a_document(orderlab) -> None:  # type: ignore[no-untyped-def]
    document = json.loads(orderlab("doctor", "--json").out)
    assert document["sim from"] == str(next(iter(sim.__path__)))
    assert {"python", "orderlab", "numba", "ortools", "kernels", "kernel cache"} <= set(document)
