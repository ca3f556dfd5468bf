"""Both themes: readable, complete, applied to everything, drawn without complaint."""

from __future__ import annotations

from dataclasses import fields

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPalette, QStyleHints
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Desk
from app.icons import icon, pixmap
from app.theme import DARK, LIGHT, MARKS, Theme, blend, palette, style_sheet
from resources import resource


def luminance(colour: str) -> float:
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_text_can_be_read(theme: Theme) -> None:
    for surface in (theme.window, theme.surface, theme.raised, theme.hover):
        assert contrast(theme.text, surface) >= 7, surface
        assert contrast(theme.muted, surface) >= 4.5, surface
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.on_accent, theme.accent_hover) >= 4.5
    assert contrast(theme.text, theme.selection) >= 7
    for name in ("info", "success", "warning", "error"):
        assert contrast(getattr(theme, name), theme.raised) >= 4.5, name


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_the_style_sheet_leaves_no_name_open(theme: Theme) -> None:
    sheet = style_sheet(theme).split("*/", 1)[1]
    assert "@" not in sheet


def test_marks_differ_from_each_other() -> None:
    colours = [getattr(MARKS, field.name) for field in fields(MARKS)]
    assert len(set(colours)) == len(colours)


def test_the_theme_follows_the_setting(desk: Desk) -> None:
    for theme in (LIGHT, DARK):
        desk.settings.theme = theme.name
        assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(theme.surface)
        assert desk.theme.theme is theme


def test_windows_carry_the_mark_in_the_colour_of_the_theme(desk: Desk) -> None:
    for theme in (LIGHT, DARK):
        desk.settings.theme = theme.name
        shown = desk.window.windowIcon().pixmap(QSize(32, 32), 1.0).toImage()
        assert shown == icon("rallymark", theme.accent).pixmap(QSize(32, 32), 1.0).toImage()
        # In the middle of the ball.
        assert shown.pixelColor(20, 11) == QColor(theme.accent)


@pytest.mark.parametrize(
    "name", sorted(entry.name.removesuffix(".svg") for entry in resource("icons").iterdir())
)
def test_every_icon_draws_something_in_the_wanted_colour(qtbot: QtBot, name: str) -> None:
    drawn = pixmap(name, 24, "#ff0000", ratio=2.0)
    assert drawn.size().width() == 48
    picture = drawn.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    inked = [
        picture.pixelColor(x, y)
        for x in range(48)
        for y in range(48)
        if picture.pixelColor(x, y).alpha() > 200
    ]
    assert len(inked) > 20
    assert all(colour.red() > 200 and colour.green() < 60 for colour in inked)
    assert not icon(name).isNull()


def test_blending() -> None:
    assert blend("#000000", "#ffffff", 0.5) == "#808080"


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_window_is_drawn_in_both_themes(labelled: Desk, qtbot: QtBot, theme: str) -> None:
    labelled.settings.theme = theme
    for size in ((1280, 800), (1600, 1000)):
        labelled.window.resize(*size)
        for page in range(labelled.window.tabs.count()):
            labelled.window.tabs.setCurrentIndex(page)
            picture = labelled.window.grab().toImage()
            # The margin at the left of the side panel holds nothing but its colour.
            tabs = labelled.window.tabs
            spot = tabs.mapTo(labelled.window, QPoint(6, tabs.height() // 2))
            assert picture.pixelColor(spot) == QColor(labelled.theme.theme.surface)


def test_nothing_is_cut_off_at_the_smallest_size(labelled: Desk, qtbot: QtBot) -> None:
    window = labelled.window
    window.resize(window.minimumSize())
    qtbot.wait(20)
    assert window.size() == window.minimumSize()
    bar = labelled.top_bar
    for part in (bar.job_chip, bar.model_button, bar.device_button):
        assert bar.rect().contains(part.geometry())


def test_the_colours_are_chosen_in_the_view_menu(desk: Desk) -> None:
    for name, theme in (("light", LIGHT), ("dark", DARK)):
        desk.actions[f"theme_{name}"].trigger()
        assert desk.theme.theme is theme
        checked = {c for c in ("system", "dark", "light") if desk.actions[f"theme_{c}"].isChecked()}
        assert checked == {name}
    desk.actions["theme_system"].trigger()
    assert desk.settings.theme == "system"


@pytest.mark.parametrize(
    ("scheme", "theme"),
    [(Qt.ColorScheme.Light, LIGHT), (Qt.ColorScheme.Dark, DARK), (Qt.ColorScheme.Unknown, DARK)],
)
def test_the_theme_is_that_of_the_system(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, scheme: Qt.ColorScheme, theme: Theme
) -> None:
    desk.settings.theme = "light" if theme is DARK else "dark"
    monkeypatch.setattr(QStyleHints, "colorScheme", lambda _hints: scheme)
    desk.settings.theme = "system"
    assert desk.theme.theme is theme
    window = QPalette.ColorRole.Window
    assert QApplication.palette().color(window) == palette(theme).color(window)
