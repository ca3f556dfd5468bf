"""Clips, pictures and label reports from the window: asked for, written, told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app import report_bindings
from app.application import Desk
from app.report_bindings import stretches
from app.reports.clip import ClipOrder
from app.settings import Settings
from app.widgets import file_dialogs
from app.widgets.clip_dialog import ClipDialog, Stretch
from app.widgets.status_progress import ClipProgress
from app.workflows import reports
from app.workflows.workspace import read_folder
from tests.gui.conftest import FRAMES
from tracker.errors import Cancelled
from tracker.video import open_video

WAIT = 60_000


def dialog(desk: Desk, settings: Settings | None = None) -> ClipDialog:
    video = desk.document.video
    assert video is not None
    return ClipDialog(video, stretches(desk), settings or desk.settings, 12, desk.window)


# -- clips -----------------------------------------------------------------------------------------


def test_the_likeliest_stretch_comes_first(opened: Desk) -> None:
    # A clip of a few seconds is taken whole.
    assert next((s.first, s.last) for s in stretches(opened)) == (0, FRAMES - 1)
    opened.playhead.set_loop(3, 9)
    opened.selection.set(20, 30)
    assert [(s.first, s.last) for s in stretches(opened)][:2] == [(20, 30), (3, 9)]


def test_the_dialog_gives_what_is_chosen(opened: Desk) -> None:
    opened.selection.set(20, 30)
    asked = dialog(opened)
    assert (asked.first.value(), asked.last.value()) == (20, 30)
    asked.speed.setCurrentIndex(1)
    asked.trail.setChecked(False)
    asked.caption.setChecked(True)
    order = asked.order()
    video = opened.document.info.path
    assert order == ClipOrder(
        video.with_name(f"{video.stem}_clip_20-30.mp4"), 20, 30, 0.5, 0, True, True
    )
    assert "11 frames, 00:00.880" in asked.length.text()


def test_typed_frames_are_a_stretch_of_their_own_and_in_order(opened: Desk) -> None:
    asked = dialog(opened)
    asked.last.setValue(12)
    assert asked.stretch.currentText() == "Frames of your choice"
    asked.first.setValue(40)
    assert (asked.first.value(), asked.last.value()) == (40, 40)
    asked.last.setValue(5)
    assert (asked.first.value(), asked.last.value()) == (5, 5)
    assert asked.order().path.name == "match_clip_5-5.mp4"


def test_a_clip_is_no_match_of_the_folder(tmp_path: Path) -> None:
    for name in ("final.mp4", "final_clip_3-9.mp4", "other_clip_1-2.mp4"):
        (tmp_path / name).touch()
    assert [entry.name for entry in read_folder(tmp_path)] == ["final", "other_clip_1-2"]


def test_a_name_of_ones_own_is_kept(opened: Desk, tmp_path: Path) -> None:
    asked = dialog(opened)
    asked.path.setText(str(tmp_path / "best.rally"))
    asked.first.setValue(3)
    assert asked.order().path == tmp_path / "best.rally.mp4"


@pytest.mark.parametrize("answer", [True, False])
def test_a_file_is_replaced_only_on_purpose(
    opened: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bool
) -> None:
    target = tmp_path / "clip.mp4"
    target.write_bytes(b"somebody's")
    questions: list[Path] = []

    def ask(_parent: object, path: Path) -> bool:
        questions.append(path)
        return answer

    monkeypatch.setattr(file_dialogs, "ask_replace", ask)
    asked = dialog(opened)
    asked.path.setText(str(target))
    asked.caption.setChecked(True)
    asked.accept()
    assert questions == [target]
    assert (asked.result() == QDialog.DialogCode.Accepted) is answer
    assert opened.settings.clip_caption is answer


def test_a_suffix_that_is_added_is_asked_about_again(
    opened: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file dialog asks about the name as it was typed there, and nothing has that one."""
    (tmp_path / "clip.mp4").write_bytes(b"somebody's")
    questions: list[Path] = []
    monkeypatch.setattr(file_dialogs, "ask_replace", lambda _parent, path: questions.append(path))
    choose(monkeypatch, tmp_path / "clip")
    asked = dialog(opened)
    next(b for b in asked.findChildren(QPushButton) if "Choose" in b.text()).click()
    asked.accept()
    assert questions == [tmp_path / "clip.mp4"]
    asked.path.setText("/")
    assert asked.order().path == Path("/.mp4")


@pytest.mark.parametrize("answer", [True, False])
def test_a_page_is_replaced_only_on_purpose(
    labelled: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bool
) -> None:
    (tmp_path / "page.html").write_text("somebody's")
    questions: list[Path] = []

    def ask(_parent: object, path: Path) -> bool:
        questions.append(path)
        return answer

    monkeypatch.setattr(report_bindings, "ask_replace", ask)
    choose(monkeypatch, tmp_path / "page")
    labelled.actions["label_report"].trigger()
    labelled.reports.shut_down()
    assert questions == [tmp_path / "page.html"]
    assert ((tmp_path / "page.html").read_text() != "somebody's") is answer


def test_neither_a_project_nor_the_video_is_written_over(
    labelled: Desk, tmp_path: Path, said: list[str]
) -> None:
    project, video = labelled.document.project.path, labelled.document.info.path
    image = labelled.canvas.view_image()
    before = video.read_bytes()
    for write in (
        lambda path: labelled.reports.report(path),
        lambda path: labelled.reports.save_view(image, path),
        lambda path: labelled.reports.export_clip(ClipOrder(path, 0, 3)),
    ):
        write(video)
        write(project)
        labelled.reports.shut_down()
        assert "video of the match" in said[-2]
        assert "name of a project" in said[-1]
        assert video.read_bytes() == before
        assert project.read_bytes().startswith(b"SQLite")


def test_the_video_itself_is_never_replaced(opened: Desk) -> None:
    asked = dialog(opened)
    asked.path.setText(str(opened.document.info.path))
    asked.accept()
    assert asked.result() == QDialog.DialogCode.Rejected
    assert "own video" in asked.length.text()


def test_a_clip_is_written_while_work_goes_on(
    labelled: Desk, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    order = ClipOrder(tmp_path / "clip.mp4", 10, 49)
    with qtbot.waitSignal(labelled.reports.written, timeout=WAIT):
        labelled.reports.export_clip(order)
        assert labelled.reports.writing_clip
        labelled.correct.no_ball()
    assert open_video(order.path).info.frame_count == 40
    assert said[-1] == "clip.mp4 is written: 40 frames."
    qtbot.waitUntil(lambda: not labelled.reports.writing_clip)


@pytest.mark.exercises("cancel_clip")
def test_one_clip_at_a_time_and_it_can_be_cancelled(
    labelled: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def endless(_video: Any, _track: Any, _order: Any, progress: Any, stop: Any) -> int:
        progress(0.25)
        assert stop.wait(60)
        raise Cancelled

    monkeypatch.setattr(reports, "write_clip", endless)
    chip = labelled.window.findChild(ClipProgress)
    with qtbot.waitSignal(labelled.reports.clipProgressed, timeout=WAIT):
        labelled.reports.export_clip(ClipOrder(tmp_path / "clip.mp4", 0, 5))
    assert chip.isVisible()
    assert chip.text.text() == "Writing clip.mp4"
    assert chip.bar.value() == 250
    labelled.reports.export_clip(ClipOrder(tmp_path / "other.mp4", 0, 5))
    assert "A clip is being written" in said[-1]
    with qtbot.waitSignal(labelled.reports.clipChanged, timeout=WAIT):
        labelled.actions["cancel_clip"].trigger()
    assert said[-1] == "The clip was cancelled."
    assert not chip.isVisible()
    assert labelled.actions.obstacle("cancel_clip") == "No clip is being written"


def test_what_cannot_be_written_is_told(
    labelled: Desk, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    with qtbot.waitSignal(labelled.messages.posted, timeout=WAIT):
        labelled.reports.export_clip(ClipOrder(tmp_path / "no" / "clip.mp4", 0, 5))
    assert "cannot be written" in said[-1]
    qtbot.waitUntil(lambda: not labelled.reports.writing_clip)


@pytest.mark.exercises("export_clip")
def test_the_action_asks_and_starts(
    labelled: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ClipOrder(tmp_path / "clip.mp4", 0, 3)
    seen: list[list[Stretch]] = []

    class Dialog:
        @staticmethod
        def ask(_video: object, found: list[Stretch], *_rest: object) -> ClipOrder:
            seen.append(found)
            return order

    monkeypatch.setattr(report_bindings, "ClipDialog", Dialog)
    with qtbot.waitSignal(labelled.reports.written, timeout=WAIT):
        labelled.actions["export_clip"].trigger()
    assert seen[0]
    assert order.path.is_file()
    qtbot.waitUntil(lambda: not labelled.reports.writing_clip)


def test_the_dialog_opens_and_can_be_cancelled(opened: Desk) -> None:
    def close() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, ClipDialog)
        box.reject()

    QTimer.singleShot(0, close)
    opened.actions["export_clip"].trigger()
    assert not opened.reports.writing_clip


# -- pictures and reports --------------------------------------------------------------------------


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    name = "" if path is None else str(path)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (name, ""))


@pytest.mark.exercises("save_view")
def test_the_picture_is_saved_as_it_is_seen(
    labelled: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path / "view")
    with qtbot.waitSignal(labelled.reports.written, timeout=WAIT):
        labelled.actions["save_view"].trigger()
    image = QImage(str(tmp_path / "view.png"))
    rect = labelled.canvas.view.picture_rect
    ratio = labelled.canvas.devicePixelRatioF()
    assert abs(image.width() - rect.width() * ratio) <= 2
    assert abs(image.height() - rect.height() * ratio) <= 2
    # Small in the window, it is saved in the pixels of the video.
    labelled.canvas.resize(120, 70)
    width, height = labelled.document.frame_size
    small = labelled.canvas.view_image()
    assert abs(small.width() - width) <= 4
    assert abs(small.height() - height) <= 4
    labelled.canvas.resize(800, 450)
    # The cursor's own tools stay out of it, the marker does not.
    with_marker = labelled.canvas.view_image()
    labelled.canvas.overlays.set_visible("marker", False)
    assert labelled.canvas.view_image() != with_marker


def test_the_facts_stand_whole_in_the_picture_that_is_saved(labelled: Desk, qtbot: QtBot) -> None:
    canvas = labelled.canvas
    qtbot.waitUntil(lambda: canvas.shown_frame is not None)
    canvas.resize(900, 200)
    assert canvas.view.picture_rect.left() > 100, "there is room beside the picture"

    def pixels() -> np.ndarray:
        image = canvas.view_image()
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
        return rows.astype(int)

    canvas.overlays.set_visible("hud", True)
    with_facts = pixels()
    canvas.overlays.set_visible("hud", False)
    columns = np.flatnonzero((with_facts != pixels()).any(axis=(0, 2)))
    assert columns.min() > 3, "the line begins in the picture"


@pytest.mark.exercises("copy_view")
def test_the_picture_goes_to_the_clipboard(labelled: Desk, said: list[str]) -> None:
    labelled.actions["copy_view"].trigger()
    copied = QGuiApplication.clipboard().image()
    assert copied.size() == labelled.canvas.view_image().size()
    assert said[-1] == "The picture is on the clipboard."


@pytest.mark.parametrize("name", ["missing/view.png", "folder.png", "file/view.png"])
def test_a_picture_that_cannot_be_written_is_told(
    labelled: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: list[str],
    name: str,
) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").write_text("")
    choose(monkeypatch, tmp_path / name)
    with qtbot.waitSignal(labelled.messages.posted, timeout=WAIT):
        labelled.actions["save_view"].trigger()
    assert "cannot be written" in said[-1]


@pytest.mark.exercises("label_report")
def test_the_label_report_is_written(
    labelled: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labelled.correct.place(12.0, 34.0)
    choose(monkeypatch, tmp_path / "report.html")
    with qtbot.waitSignal(labelled.reports.written, timeout=WAIT):
        labelled.actions["label_report"].trigger()
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "1 frame checked by a person" in html


def test_the_label_report_speaks_the_language_of_the_window(
    labelled: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "translate", lambda _context, text: f"«{text}»")
    with qtbot.waitSignal(labelled.reports.written, timeout=WAIT):
        labelled.reports.report(tmp_path / "report.html")
    assert "<h2>«Coverage»</h2>" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_thinking_better_of_it_writes_nothing(
    labelled: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    choose(monkeypatch, None)
    before = list(tmp_path.rglob("*"))
    said.clear()
    labelled.actions["save_view"].trigger()
    labelled.actions["label_report"].trigger()
    assert said == []
    assert list(tmp_path.rglob("*")) == before
