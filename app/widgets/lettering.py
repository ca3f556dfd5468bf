"""Fonts of what is written over the picture, made once: every paint needs them."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF


@lru_cache(maxsize=16)
def lettering(family: str, size: int, bold: bool) -> tuple[QFont, QFontMetricsF]:
    """The font of `size` pixels, and its measures."""
    font = QFont(family)
    font.setPixelSize(size)
    font.setBold(bold)
    # Digits of equal width: a line must not tremble while the numbers run.
    font.setFeature(QFont.Tag("tnum"), 1)
    return font, QFontMetricsF(font)
