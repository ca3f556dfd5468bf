"""Numbers out of a JSON file that anybody may have written."""

from __future__ import annotations

from typing import Any


def number(value: Any) -> float | None:
    """A finite JSON number as a float; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e300:
        return None
    return float(value)


def whole_number(value: Any) -> int | None:
    """A whole JSON number, also one written as 3.0; None for anything else."""
    found = number(value)
    return int(found) if found is not None and found.is_integer() else None
