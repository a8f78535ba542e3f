"""The problem format as a JSON Schema."""

from __future__ import annotations

from typing import Any

FORMAT = "orderlab problem"
VERSIONS = (1, 2)


def problem_schema() -> dict[str, Any]:
    """The format as a JSON Schema (2020-12)."""
    number = {"type": "integer", "minimum": 0}
    limit = {"type": ["integer", "null"], "minimum": 0, "description": "null: no limit"}
    column = {"type": "array", "items": number}
    matrix = {"type": "array", "items": {"type": "array", "items": limit}, "description": "null: no road"}
    pair = {"type": "array", "items": limit, "minItems": 2, "maxItems": 2}
    pairs = {"type": "array", "items": pair}
    by_dimension = {"type": "array", "items": {"anyOf": [number, column]}}
    rest = {"type": "object", "required": ["window", "duration"], "properties": {"window": pair, "duration": number}}
    vehicle = {
        "type": "object",
        "required": ["count", "capacity"],
        "properties": {
            "name": {"type": "string"},
            "count": number,
            "capacity": {"anyOf": [limit, {"type": "array", "items": limit}]},
            "shift": pair,
            **dict.fromkeys(("fixed_cost", "cost_per_kilometre", "cost_per_hour", "overtime_cost_per_hour"), number),
            **dict.fromkeys(("start", "reload_time", "max_overtime"), number),
            "end": {"type": "integer", "minimum": -1, "description": "a depot; -1: the route is open"},
            "max_trips": {"type": "integer", "minimum": 1},
            "reload_at": column,
            "breaks": {"type": "array", "items": rest},
            **dict.fromkeys(("shift_length", "max_distance", "max_stops"), limit),
            "skills": {**number, "description": "bit mask"},
        },
    }
    profile = {
        "type": "object",
        "required": ["times", "speeds"],
        "properties": {"times": column, "speeds": {**column, "description": "thousandths of the free speed"}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        "type": "object",
        "required": ["format", "version", "demand", "vehicles"],
        "properties": {
            "format": {"const": FORMAT},
            "version": {"enum": list(VERSIONS)},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "name": {"type": "string"},
            "demand": by_dimension,
            "pickup": by_dimension,
            "depots": {"type": "integer", "minimum": 1},
            "vehicles": {"type": "array", "items": vehicle, "minItems": 1},
            "distance": matrix,
            "duration": matrix,
            "coordinates": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
            "service_time": column,
            "time_window": {"type": "array", "items": {"anyOf": [pair, pairs]}},
            "soft_window": pairs,
            "release_time": column,
            **dict.fromkeys(("lateness_cost_per_minute", "earliness_cost_per_minute", "skills", "priority"), column),
            "allowed_vehicles": {"type": "array", "items": column},
            "speed_profiles": {"type": "array", "items": profile},
            "pairs": {
                "type": "array",
                "items": {**column, "minItems": 2, "maxItems": 2},
                "description": "a pick-up stop and the delivery stop of its goods",
            },
            "speed_profile": {"type": "array", "items": {"anyOf": [number, column]}},
            "prize": {"type": "array", "items": {**limit, "description": "null: must be served"}},
            "objective": {"enum": ["distance", "duration", "cost", "vehicles_then_distance"]},
            "rounding": {"enum": ["nearest", "truncated", "ceiling"]},
            "scale": {"type": "integer", "minimum": 1},
        },
    }
