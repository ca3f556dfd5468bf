"""No video may come twice: it could be learnt from in one place, and measured on in the other."""

from __future__ import annotations

from collections.abc import Iterable

from app.cli.errors import CommandError

Origin = tuple[str, str]
"""The identity of a video, and what labels it: a path, or a part of one."""


def refuse_repetition(sources: Iterable[Origin]) -> None:
    """`CommandError` for a video that two of the sources label."""
    seen: dict[str, str] = {}
    for identity, source in sources:
        if identity in seen:
            raise CommandError(
                f"{seen[identity]} and {source} label the same video; give one of them."
            )
        seen[identity] = source
