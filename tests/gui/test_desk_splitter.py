"""How picture and timeline share the height of the window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.widgets.desk_splitter import DeskSplitter
from app.widgets.timeline_path import LEAST_WITH_PATH


def made(settings: Settings, qtbot: QtBot, height: int, *, hidden: bool = False) -> DeskSplitter:
    splitter = DeskSplitter(settings)
    for _ in range(2):
        splitter.addWidget(QWidget())
    splitter.widget(1).setVisible(not hidden)
    qtbot.addWidget(splitter)
    splitter.resize(600, height)
    splitter.show()
    qtbot.waitExposed(splitter)
    return splitter


def move(splitter: DeskSplitter, below: int) -> None:
    """As a person drags the handle."""
    splitter.moveSplitter(splitter.height() - below - splitter.handleWidth(), 1)


def test_a_low_window_has_a_low_timeline_and_a_high_one_no_more_than_was_chosen(
    settings: Settings, qtbot: QtBot
) -> None:
    splitter = made(settings, qtbot, 795)
    assert splitter.widget(1).height() == pytest.approx(244, abs=2)
    splitter.resize(600, 640)
    assert splitter.widget(1).height() == pytest.approx(244 * 640 / 795, abs=2)
    splitter.resize(600, 1200)
    assert splitter.widget(1).height() == pytest.approx(244, abs=2)


def test_the_plot_of_the_path_makes_room_only_where_the_picture_needs_it(
    settings: Settings, qtbot: QtBot
) -> None:
    splitter = made(settings, qtbot, 500)
    assert splitter.widget(1).height() == pytest.approx(LEAST_WITH_PATH, abs=2)
    splitter.resize(600, 330)
    assert splitter.widget(1).height() == pytest.approx(244 * 330 / 795, abs=2)
    splitter.resize(600, 795)
    move(splitter, 160)
    splitter.resize(600, 700)
    assert splitter.widget(1).height() == pytest.approx(160, abs=2), "chosen so low"


def test_what_a_person_chose_holds_also_the_next_time(settings: Settings, qtbot: QtBot) -> None:
    splitter = made(settings, qtbot, 500)
    move(splitter, 300)
    assert splitter.widget(1).height() == pytest.approx(300, abs=2)
    splitter.resize(600, 900)
    assert splitter.widget(1).height() == pytest.approx(300, abs=2)
    splitter.resize(600, 250)
    assert splitter.widget(1).height() == pytest.approx(150, abs=2)
    again = made(settings, qtbot, 900)
    assert again.widget(1).height() == pytest.approx(300, abs=2)


def test_a_timeline_that_appears_later_has_its_height(settings: Settings, qtbot: QtBot) -> None:
    splitter = made(settings, qtbot, 795, hidden=True)
    for height in (640, 795):
        splitter.resize(600, height)
        splitter.widget(1).show()
        expected = pytest.approx(244 * height / 795, abs=2)
        qtbot.waitUntil(lambda expected=expected: splitter.widget(1).height() == expected)
        splitter.widget(1).hide()
