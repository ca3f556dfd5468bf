"""Panels follow the playhead: at once while it stands, now and then while it plays."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from app.playhead import Playhead
from app.widgets.follower import Follower


def test_a_follower_is_true_whenever_the_playhead_stands(qtbot: QtBot) -> None:
    playhead = Playhead()
    playhead.set_range(1000)
    shown: list[int] = []
    Follower(playhead, lambda: shown.append(playhead.frame), playhead)
    playhead.seek(3)
    assert shown == [3]
    playhead.play()
    for frame in range(4, 20):
        playhead.seek(frame)
    assert shown == [3]
    playhead.pause()
    assert shown == [3, 19]
    playhead.seek(7)
    assert shown == [3, 19, 7]


def test_a_follower_follows_while_playing(qtbot: QtBot) -> None:
    playhead = Playhead()
    playhead.set_range(1000)
    shown: list[int] = []
    Follower(playhead, lambda: shown.append(playhead.frame), playhead)
    playhead.play()
    playhead.seek(1)
    playhead.seek(2)
    qtbot.waitUntil(lambda: shown == [2])
    # What it has shown already is not shown again when playing stops.
    playhead.pause()
    assert shown == [2]


def test_a_panel_behind_another_tab_follows_when_it_comes_to_the_front(qtbot: QtBot) -> None:
    playhead = Playhead()
    playhead.set_range(1000)
    tabs, panel = QTabWidget(), QWidget()
    qtbot.addWidget(tabs)
    tabs.addTab(QWidget(), "front")
    tabs.addTab(panel, "back")
    tabs.show()
    shown: list[int] = []
    follower = Follower(playhead, lambda: shown.append(playhead.frame), panel)
    playhead.seek(3)
    playhead.seek(4)
    follower.follow()
    assert shown == []
    tabs.setCurrentWidget(panel)
    assert shown == [4]
    playhead.seek(5)
    assert shown == [4, 5]
    # Nothing happened while it was away: there is nothing to show anew.
    tabs.setCurrentIndex(0)
    tabs.setCurrentWidget(panel)
    assert shown == [4, 5]
