"""Our icons: line drawings that take the text colour of the palette."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import resource_text

# Rendered at the sizes the window uses, at once, twice and three times the density.
SIZES = (16, 20, 24, 32, 40, 48, 60, 72, 96)


def icon(name: str, colour: str | None = None) -> QIcon:
    """The icon `name` in `colour` (#rrggbb; by default the palette's text colours)."""
    colours = QGuiApplication.palette()
    role = QPalette.ColorRole.ButtonText
    normal = QColor(colour) if colour else colours.color(role)
    disabled = colours.color(QPalette.ColorGroup.Disabled, role)
    return _tinted(name, normal.name(), disabled.name())


@lru_cache(maxsize=256)
def _tinted(name: str, normal: str, disabled: str) -> QIcon:
    """Drawn once: the icons of both themes are fewer than are kept."""
    source = resource_text("icons", f"{name}.svg")
    result = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, normal), (QIcon.Mode.Disabled, disabled)):
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", tint).encode()))
        for size in SIZES:
            result.addPixmap(_render(renderer, size), mode)
    return result


def pixmap(name: str, size: int, colour: str | None = None, ratio: float = 1.0) -> QPixmap:
    """The icon `name`, `size` logical pixels wide, for a screen of the given pixel `ratio`."""
    tint = colour or QGuiApplication.palette().color(QPalette.ColorRole.ButtonText).name()
    source = resource_text("icons", f"{name}.svg").replace("currentColor", tint)
    picture = _render(QSvgRenderer(QByteArray(source.encode())), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    return picture


def _render(renderer: QSvgRenderer, size: int) -> QPixmap:
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture
