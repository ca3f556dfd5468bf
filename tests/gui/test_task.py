"""A task in a thread of its own tells how far it is."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.jobs.task import LEAST_PROGRESS, Task


def test_progress_is_told_in_steps_that_can_be_seen(qtbot: QtBot) -> None:
    frames = 20_000

    def count(task: Task) -> None:
        for frame in range(frames + 1):
            task.report(frame / frames)

    task = Task(count)
    told: list[float] = []
    task.progressed.connect(told.append)
    with qtbot.waitSignal(task.succeeded):
        task.start()
    task.wait()
    qtbot.waitUntil(lambda: bool(told) and told[-1] > 1 - LEAST_PROGRESS)
    assert told[0] == 0
    assert told == sorted(told)
    assert len(told) <= 1 / LEAST_PROGRESS + 1
