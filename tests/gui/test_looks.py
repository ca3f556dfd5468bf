"""How the window looks, as far as a machine can tell: both themes, nothing clipped, nothing too
faint to read. On a denser screen: test_dense_screen.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.application import Desk
from app.beside import show_keys
from app.report_bindings import stretches
from app.widgets.clip_dialog import ClipDialog
from app.widgets.export_dialog import ExportDialog
from app.widgets.parts import ElidedLabel

READABLE = 4.5
"""WCAG's contrast for text of ordinary size."""
THEMES = ("dark", "light")


def picture_of(widget: QWidget, scale: int) -> QImage:
    """The widget as it is painted on a screen of that density."""
    image = QImage(widget.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    widget.render(image)
    return image


def pixels_of(image: QImage, part: QRect | None = None) -> np.ndarray:
    """RGB uint8 [H, W, 3], of a part given in logical pixels where there is one."""
    rows = np.frombuffer(image.constBits(), np.uint8).copy()  # may outlive the image
    pixels = rows.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width(), 2::-1]
    if part is None:
        return pixels
    ratio = round(image.devicePixelRatio())
    return pixels[
        part.top() * ratio : (part.bottom() + 1) * ratio,
        part.left() * ratio : (part.right() + 1) * ratio,
    ]


def luminance(colours: np.ndarray) -> np.ndarray:
    """WCAG's relative luminance of sRGB colours [..., 3]."""
    share = colours.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def colours_in(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The colours of [H, W, 3], each once, and how many pixels have each."""
    # As one number a pixel: sorting rows of three takes ten times as long.
    packed, counts = np.unique(pixels @ np.array([1 << 16, 1 << 8, 1]), return_counts=True)
    return np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1), counts


def contrast_in(pixels: np.ndarray) -> float:
    """The strongest contrast to the commonest colour: that of a stem of a letter to its paper."""
    colours, counts = colours_in(pixels)
    light = luminance(colours)
    paper = light[counts.argmax()]
    high, low = np.maximum(light, paper), np.minimum(light, paper)
    return float(((high + 0.05) / (low + 0.05)).max())


def texts_in(root: QWidget) -> Iterator[QWidget]:
    """Every visible label and button that says something."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        # What a scroll area shows a part of can be scrolled to.
        if within_scroll_area(widget) and widget.visibleRegion().boundingRect() != widget.rect():
            continue
        if isinstance(widget, QToolButton) and not widget.toolButtonStyle().value:
            continue  # an icon alone
        if isinstance(widget, (QLabel, QAbstractButton)) and widget.text().strip():
            yield widget


def within_scroll_area(widget: QWidget | None) -> bool:
    """Whether a scroll area shows the widget."""
    while widget is not None and not isinstance(widget, QAbstractScrollArea):
        widget = widget.parentWidget()
    return widget is not None


def whole(widget: QWidget) -> bool:
    """Whether a label or button has room for its text."""
    if isinstance(widget, ElidedLabel):
        return True  # It shortens its text on purpose, and tells the whole in its tooltip.
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) <= widget.height() + 1
    wanted = widget.minimumSizeHint()
    if isinstance(widget, (QLabel, QCheckBox, QRadioButton, QPushButton, QToolButton)):
        wanted = widget.sizeHint()
    return wanted.width() <= widget.width() + 1 and wanted.height() <= widget.height() + 1


def describe(widget: QWidget) -> str:
    """Which label or button, for a person."""
    owner = type(widget.parentWidget()).__name__
    return f"{type(widget).__name__} “{widget.text()[:40]}” in {owner}"


def look_at(root: QWidget) -> None:
    """Assert that everything in `root` can be read."""
    QApplication.processEvents()
    # A timer may just have changed a text: its layout is to follow, and no other timer.
    QApplication.sendPostedEvents()
    image = picture_of(root, 2)
    texts = list(texts_in(root))
    assert texts
    assert [describe(text) for text in texts if not whole(text)] == []
    faint = []
    for text in texts:
        part = QRect(text.mapTo(root, QPoint(0, 0)), text.size()).intersected(root.rect())
        contrast = contrast_in(pixels_of(image, part))
        if text.isEnabled() and contrast < READABLE:
            faint.append(f"{describe(text)}: {contrast:.1f}")
    assert faint == []


def tab(desk: Desk, number: int) -> QWidget:
    desk.window.tabs.setCurrentIndex(number)
    return desk.window


VIEWS: dict[str, Callable[[Desk], QWidget]] = {
    "review": lambda desk: tab(desk, 0),
    "frame": lambda desk: tab(desk, 1),
    "train": lambda desk: tab(desk, 2),
    "rallies": lambda desk: tab(desk, 3),
    "keys": lambda desk: show_keys(desk),
    "export": lambda desk: ExportDialog(
        desk.document.info.path.with_name("labels.csv"), desk.settings, desk.window
    ),
    "clip": lambda desk: ClipDialog(
        desk.document.video, stretches(desk), desk.settings, 12, desk.window
    ),
}


@pytest.mark.parametrize("theme", THEMES)
def test_everything_can_be_read(labelled: Desk, qtbot: QtBot, theme: str) -> None:
    labelled.settings.theme = theme
    labelled.correct.place(30.0, 40.0)
    # Else what is ranked meanwhile changes texts while they are looked at.
    qtbot.waitUntil(lambda: labelled.review.settled)
    for make in VIEWS.values():
        view = make(labelled)
        view.show()
        qtbot.waitExposed(view)
        look_at(view)
        if view is not labelled.window:
            view.close()


@pytest.mark.parametrize("theme", THEMES)
def test_the_empty_window_can_be_read(desk: Desk, theme: str) -> None:
    desk.settings.theme = theme
    look_at(desk.window)


@pytest.mark.parametrize("theme", THEMES)
def test_the_window_is_painted(labelled: Desk, theme: str) -> None:
    labelled.settings.theme = theme
    QApplication.processEvents()
    image = picture_of(labelled.window, 1)
    colours, counts = colours_in(pixels_of(image))
    assert len(colours) > 100
    assert counts.max() < 0.9 * counts.sum()
    bar = labelled.top_bar
    part = QRect(bar.mapTo(labelled.window, QPoint(0, 0)), bar.size())
    dark = np.median(luminance(pixels_of(image, part))) < 0.2
    assert dark is np.bool_(theme == "dark")


def test_a_match_fits_a_small_screen(labelled: Desk, qtbot: QtBot) -> None:
    window = labelled.window
    window.resize(1000, 600)
    qtbot.waitUntil(lambda: window.height() == 600)
    assert window.minimumSizeHint().height() <= window.height()
    assert labelled.canvas.height() >= 180
    look_at(window)


def test_the_least_window_fits_1080p_at_a_scale_of_two(labelled: Desk, qtbot: QtBot) -> None:
    window, panel = labelled.window, labelled.review_panel
    window.resize(1, 1)
    # 960 by 540, less a task bar and the window's title.
    qtbot.waitUntil(lambda: window.width() <= 960 and window.height() <= 540 - 48 - 32)
    for tab in reversed(range(3)):
        window.tabs.setCurrentIndex(tab)
        page = window.tabs.currentWidget()
        qtbot.waitUntil(lambda page=page: page.minimumSizeHint().height() <= page.height())
        look_at(window)
    assert labelled.canvas.height() >= 120
    assert panel.progress.isHidden()
    assert labelled.timeline.path.isHidden()
    window.resize(1000, 600)
    qtbot.waitUntil(lambda: not labelled.timeline.path.isHidden())
    assert not panel.progress.isHidden()
    assert not panel.progress_text.isHidden()


def test_a_label_gives_way_to_a_shorter_text(qtbot: QtBot) -> None:
    shown = ElidedLabel()
    qtbot.addWidget(shown)
    shown.set_whole("match.mp4 · 25 fps · 300 frames", "25 fps · 300 frames", "300 frames")
    metrics = shown.fontMetrics()
    for text in ("match.mp4 · 25 fps · 300 frames", "25 fps · 300 frames", "300 frames"):
        shown.resize(metrics.horizontalAdvance(text) + 1, 20)
        shown.resizeEvent(None)
        assert shown.text() == text
    shown.resize(40, 20)
    shown.resizeEvent(None)
    assert "…" in shown.text()
    assert shown.toolTip() == shown.whole() == "match.mp4 · 25 fps · 300 frames"
