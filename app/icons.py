"""Our icons: line drawings that take the text colour of the palette."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import resource_text

# Rendered at the sizes the window uses, at once, twice and three times the density.
SIZES = (16, 20, 24, 32, 40, 48, 60, 72, 96)


def icon(name: str, colour: str | None = None) -> QIcon:
    """The icon `name` in `colour` (#rrggbb; by default the palette's text colours)."""
    source = resource_text("icons", f"{name}.svg")
    colours = QGuiApplication.palette()
    role = QPalette.ColorRole.ButtonText
    result = QIcon()
    for mode, tint in (
        (QIcon.Mode.Normal, QColor(colour) if colour else colours.color(role)),
        (QIcon.Mode.Disabled, colours.color(QPalette.ColorGroup.Disabled, role)),
    ):
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", tint.name()).encode()))
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
