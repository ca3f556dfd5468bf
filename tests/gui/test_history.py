"""What can be undone outlasts the window: another language makes another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.project import Project
from annotation.segments import SegmentKind
from app import application
from app.application import Desk, build_desk
from app.history import History
from app.jobs.engine import Engine
from app.settings import Settings


def edit_in_every_way(desk: Desk) -> None:
    """Two marks, an event, an excluded stretch, a threshold and a long edit; one is taken back."""
    document = desk.document
    document.apply(edits.place(document.track, 3, 30.0, 40.0))
    desk.playhead.seek(3)
    desk.actions["event_hit"].trigger()
    desk.selection.set(10, 19)
    desk.range_actions.exclude(SegmentKind.REPLAY)
    desk.threshold.choose(0.7)
    desk.selection.set(20, 29)
    desk.range_actions.no_ball()
    document.undo()


def held(desk: Desk) -> tuple[object, ...]:
    """What the match on screen holds."""
    document = desk.document
    return (
        document.track.mark_at(3),
        document.track.persons.tolist(),
        document.segments,
        dict(document.decided_events),
        document.threshold,
    )


def stored(project: Path) -> tuple[object, ...]:
    with Project.open(project) as file:
        return file.marks(), file.segments(), file.event_decisions(), file.threshold()


def test_undo_and_redo_go_on_in_another_window(
    opened: Desk, qtbot: QtBot, qapp: QApplication, engine: Engine, tmp_path: Path
) -> None:
    edit_in_every_way(opened)
    before = held(opened)
    project = opened.document.project.path
    history = History.of(opened.document)
    assert (len(history.steps), history.done) == (5, 4)
    opened.open_match.close()
    assert History.of(opened.document) is None
    on_disk = stored(project)
    other = build_desk(qapp, Settings(tmp_path / "other.ini"), engine)
    try:
        give = partial(history.give, other.document, other.threshold)
        with qtbot.waitSignal(other.document.opened, timeout=20_000):
            other.open_match.open(project, then=give)
        frame = other.playhead.frame
        assert held(other) == before
        assert stored(project) == on_disk, "handing it on changes nothing"
        assert other.playhead.frame == frame
        assert other.actions["undo"].isEnabled()
        assert other.actions["redo"].isEnabled()
        other.document.redo()
        assert other.document.track.persons[20:30].all()
        for _ in range(5):
            other.document.undo()
        assert not other.document.undo_stack.canUndo()
        assert not other.document.track.persons.any()
        assert not other.document.decided_events
        assert not other.document.segments.excluded()
        assert other.document.threshold == 0.5
        for _ in range(4):
            other.document.redo()
        assert held(other) == before
        # Of another match they say nothing.
        history.give(opened.document, opened.threshold)
        assert opened.document.undo_stack.count() == 0
    finally:
        other.discard()


def test_another_language_keeps_the_undo_history(
    qapp: QApplication,
    engine: Engine,
    video_path: Path,
    user_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desks: list[Desk] = []

    def build(app: QApplication) -> Desk:
        settings = Settings(tmp_path / "settings.ini")
        settings.hint_seen = True
        desks.append(build_desk(app, settings, engine))
        return desks[-1]

    def work() -> Iterator[Callable[[], bool]]:
        """What a person does; yields what has to be waited for."""
        yield lambda: bool(desks) and desks[-1].document.is_open
        document = desks[-1].document
        document.apply(edits.place(document.track, 3, 30.0, 40.0))
        document.apply(edits.place(document.track, 4, 30.0, 40.0))
        document.undo()
        desks[-1].settings.language = "zh"
        yield lambda: len(desks) == 2 and desks[-1].document.is_open
        seen.append(desks[-1].actions["heatmap"].text())
        document = desks[-1].document
        document.redo()
        seen.append(document.track.persons.sum())
        document.undo()
        document.undo()
        seen.append(document.track.persons.sum())
        desks[-1].window.close()

    def step() -> None:
        nonlocal ready
        if ready():
            ready = next(person, lambda: False)

    seen: list[object] = []
    person = work()
    ready = next(person)
    monkeypatch.setattr(application, "build_desk", build)
    monkeypatch.setattr(application, "watch_for_faults", lambda _path: None)
    timer = QTimer()
    timer.timeout.connect(step)
    timer.start(20)
    assert application.run_window(video_path) == 0
    timer.stop()
    assert seen == ["热图", 2, 0]
    desks[-1].discard()
