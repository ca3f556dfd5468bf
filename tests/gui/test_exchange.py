"""Labels out and in again, in a thread, with the choices remembered."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from annotation.arrays import Float64
from annotation.edits import place
from annotation.event_edits import decide
from annotation.events import Event, Events, propose_events
from annotation.formats import read_labels
from annotation.marks import Source
from annotation.project import Project
from annotation.segments import SegmentKind, exclude
from annotation.track import BallTrack
from app.application import Desk
from app.messages import Level, Message
from app.settings import Settings
from app.widgets import file_dialogs
from app.widgets.export_dialog import ExportDialog
from app.widgets.file_dialogs import ask_replace
from app.workflows.exchange import ExportOrder

WAIT = 20_000


def export(desk: Desk, qtbot: QtBot, order: ExportOrder) -> Path:
    with qtbot.waitSignal(desk.exchange.exported, timeout=WAIT):
        desk.exchange.export(order)
    return order.path


def import_message(desk: Desk, qtbot: QtBot, path: Path) -> Message:
    """What is said of labels that come in."""
    with (
        qtbot.waitSignal(desk.messages.posted, timeout=WAIT) as posted,
        qtbot.waitSignal(desk.exchange.imported, timeout=WAIT),
    ):
        desk.exchange.import_labels(path)
    message: Message = posted.args[0]
    return message


def button(desk: Desk, text: str) -> QPushButton:
    """That of the newest message."""
    (found,) = (
        each
        for each in desk.message_bar.rows()[-1].findChildren(QPushButton)
        if each.text() == text
    )
    return found


def test_a_lossless_export_comes_back_the_same(
    labelled: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    labelled.correct.place(12.345, 67.89)
    labelled.playhead.seek(5)
    labelled.correct.no_ball()
    path = export(labelled, qtbot, ExportOrder(tmp_path / "all.csv", "rallymark", "all"))
    x, y = labelled.document.track.x.copy(), labelled.document.track.y.copy()
    labelled.document.undo()
    labelled.document.undo()
    with qtbot.waitSignal(labelled.exchange.imported, timeout=WAIT) as signal:
        labelled.exchange.import_labels(path)
    assert signal.args[0] >= 2  # the marks, and what the path made of them
    np.testing.assert_array_equal(labelled.document.track.x, x)
    np.testing.assert_array_equal(labelled.document.track.y, y)


def test_the_events_of_a_long_match_do_not_hold_up_the_window(
    labelled: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labelled.document.apply(decide({}, 8, Event.BOUNCE))
    qtbot.waitUntil(lambda: labelled.review.settled and labelled.canvas.rests)
    here, found = threading.get_ident(), []

    def find(x: Float64, *others: Any) -> Events:
        found.append((len(x), threading.get_ident()))
        return propose_events(x, *others)

    monkeypatch.setattr("annotation.arc_edits.propose_events", find)
    path = export(labelled, qtbot, ExportOrder(tmp_path / "all.csv", "tracknet-tennis", "all"))
    assert path.read_text().splitlines()[9].endswith(",2")
    assert [thread for frames, thread in found if frames == 60]
    assert here not in [thread for frames, thread in found if frames == 60]


def test_the_offer_to_undo_an_import_ends_with_the_next_edit(
    labelled: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    labelled.correct.place(12.0, 60.0)
    path = export(labelled, qtbot, ExportOrder(tmp_path / "all.csv", "rallymark", "all"))
    labelled.document.undo()
    with qtbot.waitSignal(labelled.exchange.imported, timeout=WAIT):
        labelled.exchange.import_labels(path)
    offered = [row.message.text for row in labelled.message_bar.rows()]
    assert any("undo takes" in text for text in offered)
    labelled.correct.no_ball()
    left = [row.message.text for row in labelled.message_bar.rows()]
    assert not any("undo takes" in text for text in left)


def test_an_import_says_how_many_marks_it_replaces(
    labelled: Desk, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    labelled.correct.place(12.0, 60.0)
    path = export(labelled, qtbot, ExportOrder(tmp_path / "all.csv", "rallymark", "all"))
    labelled.correct.place(30.0, 40.0)
    with qtbot.waitSignal(labelled.exchange.imported, timeout=WAIT):
        labelled.exchange.import_labels(path)
    assert "(Rallymark CSV), in place of 1 mark of yours" in said[-1]


@pytest.mark.parametrize(
    ("frames", "doubted"), [(range(40), True), (range(60), False), ((3, 7), False)]
)
def test_labels_that_stop_before_the_video_may_be_of_another(
    opened: Desk, qtbot: QtBot, tmp_path: Path, frames: Sequence[int], doubted: bool
) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("Frame,Visibility,X,Y\n" + "".join(f"{frame},1,90,30\n" for frame in frames))
    message = import_message(opened, qtbot, path)
    assert (message.level is Level.WARNING) is doubted
    assert ("They stop at frame 39, the video at 59" in message.text) is doubted
    assert [action.text for action in message.actions] == ["Undo", "They are a model's"]
    assert message.stays


@pytest.mark.parametrize(("first", "doubted"), [(0, False), (1, True), (2, False)])
def test_labels_whose_frames_may_count_from_1_are_asked_about(
    opened: Desk, qtbot: QtBot, tmp_path: Path, first: int, doubted: bool
) -> None:
    path = tmp_path / "labels.csv"
    rows = "".join(f"{frame},1,90,30\n" for frame in range(first, 60))
    path.write_text("Frame,Visibility,X,Y\n" + rows)
    message = import_message(opened, qtbot, path)
    assert (message.level is Level.WARNING) is doubted
    assert ("They begin at frame 1, and frames count from 0" in message.text) is doubted


@pytest.mark.parametrize(
    ("right", "lowest", "doubted"), [(79, 47, True), (80, 47, False), (79, 48, False)]
)
def test_labels_of_a_smaller_copy_are_asked_about(
    opened: Desk, qtbot: QtBot, tmp_path: Path, right: int, lowest: int, doubted: bool
) -> None:
    path = tmp_path / "labels.csv"
    rows = [f"{frame},1,{frame % 40},{frame % 20}\n" for frame in range(58)]
    rows += [f"58,1,{right},{lowest}\n", "59,0,0,0\n"]
    path.write_text("Frame,Visibility,X,Y\n" + "".join(rows))
    message = import_message(opened, qtbot, path)
    assert (message.level is Level.WARNING) is doubted
    assert ("were they labelled on a smaller copy" in message.text) is doubted


def test_an_import_says_from_which_size_it_scaled_the_labels(
    opened: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    path, told = tmp_path / "labels.json", {}
    for width, height in ((160, 96), (80, 48)):
        image = {"id": 1, "file_name": "0003.jpg", "width": width, "height": height}
        ball = {"id": 1, "image_id": 1, "category_id": 1, "keypoints": [width // 2, 9, 2]}
        lists = {"images": [image], "annotations": [ball], "categories": [{"id": 1, "name": "b"}]}
        path.write_text(json.dumps(lists))
        told[width] = import_message(opened, qtbot, path).text
    assert "Imported 1 label from labels.json (COCO JSON)" in told[80]
    assert "labelled on pictures of 80×48 and are scaled to the video" in told[80]
    assert "scaled" not in told[160]


@pytest.mark.parametrize(("sources", "rows"), [("all", 60), ("human", 1), ("human+verified", 2)])
def test_exports_by_provenance(
    labelled: Desk, qtbot: QtBot, tmp_path: Path, sources: str, rows: int
) -> None:
    labelled.correct.place(10.0, 10.0)
    labelled.playhead.seek(9)
    labelled.correct.accept()
    path = export(labelled, qtbot, ExportOrder(tmp_path / "l.csv", "rallymark", sources))
    assert int(read_labels(path).looked.sum()) == rows


def test_an_export_without_an_answer_is_no_success(
    labelled: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(labelled.messages.posted, timeout=WAIT) as posted:
        labelled.exchange.export(ExportOrder(tmp_path / "l.csv", "tracknetv2", "human"))
    assert posted.args[0].level is Level.WARNING
    assert posted.args[0].text == "l.csv is written: 0 of 60 frames have an answer."


def test_strict_export_has_whole_pixels(labelled: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = export(labelled, qtbot, ExportOrder(tmp_path / "v2.csv", "tracknetv2", "all"))
    lines = path.read_text().splitlines()
    assert lines[:2] == ["Frame,Visibility,X,Y", "0,1,20,40"]
    assert len(lines) == 61


def test_replays_are_left_out_unless_asked_for(
    labelled: Desk, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    segments = labelled.document.segments
    labelled.document.apply(exclude(segments, 10, 19, 60, SegmentKind.REPLAY))
    order = ExportOrder(tmp_path / "v2.csv", "tracknetv2", "all")
    path = export(labelled, qtbot, order)
    assert len(path.read_text().splitlines()) == 51
    assert "10 of replays" in said[-1]
    path = export(labelled, qtbot, replace(order, excluded=True))
    assert len(path.read_text().splitlines()) == 61


def test_a_place_that_cannot_be_written_is_told(
    labelled: Desk, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    labelled.exchange.export(ExportOrder(tmp_path / "no" / "folder.csv", "rallymark", "all"))
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert "folder.csv" in said[0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Frame,Visibility,X,Y\n3,1,9000,40\n", "outside the 160×96 picture"),
        ("Frame,Visibility,X,Y\n900,1,9,40\n", "60 frames"),
        ("hello\n", "no label format"),
        ("", "empty"),
    ],
)
def test_labels_of_something_else_are_refused(
    labelled: Desk, qtbot: QtBot, tmp_path: Path, said: list[str], text: str, sentence: str
) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(text)
    labelled.exchange.import_labels(path)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    assert sentence in said[0]
    assert labelled.document.undo_stack.count() == 0


def tool_button(desk: Desk, qtbot: QtBot, labels: Path) -> QPushButton:
    """The one button of the one message that asks of which tool the file is."""
    desk.exchange.import_labels(labels)
    qtbot.waitUntil(lambda: len(desk.message_bar.rows()) == 1, timeout=WAIT)
    (row,) = desk.message_bar.rows()
    button: QPushButton = row.findChild(QPushButton)
    return button


def test_a_button_says_of_which_tool_a_file_is(
    opened: Desk, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("Frame,Ball,x,y\n3,1,0.5,0.25\n")
    button = tool_button(opened, qtbot, labels)
    assert len(said) == 1
    assert "--" not in said[0]
    assert button.text() == "It is imgLabel CSV"
    with qtbot.waitSignal(opened.exchange.imported, timeout=WAIT):
        button.click()
    assert opened.document.track.mark_at(3).position == pytest.approx((80.0, 24.0), abs=1)


@pytest.mark.parametrize("frames", [60, 3])
def test_a_button_says_that_the_labels_are_a_models(
    opened: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    frames: int,
) -> None:
    """In place of the import, not on top of it; in a thread, where it is of many frames."""
    monkeypatch.setattr("app.document.AT_ONCE", 20)
    monkeypatch.setattr("app.edit_command.AT_ONCE", 20)
    opened.correct.place(12.0, 60.0)
    mine = opened.document.track.mark_at(0)
    labels = tmp_path / "match_predict.csv"
    rows = [f"{frame},1,90,30\n" for frame in range(frames)]
    labels.write_text("Frame,Visibility,X,Y\n" + "".join(rows))
    assert "in place of 1 mark of yours" in import_message(opened, qtbot, labels).text
    track = opened.document.track
    assert track.persons.sum() == frames
    with (
        qtbot.waitSignal(opened.messages.posted, timeout=WAIT) as posted,
        qtbot.waitSignal(opened.exchange.imported, timeout=WAIT) as imported,
    ):
        button(opened, "They are a model's").click()
    assert imported.args[0] == frames - 1
    assert "Where the file names no source, they are taken for a model's." in posted.args[0].text
    assert [action.text for action in posted.args[0].actions] == ["Undo"]
    track = opened.document.track
    assert track.mark_at(0) == mine
    assert track.mark_at(2).source is Source.MODEL
    assert track.persons.sum() == 1
    assert opened.document.undo_stack.count() == 2
    opened.document.undo()
    qtbot.waitUntil(lambda: opened.document.undo_stack.index() == 1, timeout=WAIT)
    assert opened.document.track.mark_at(2) is None
    assert opened.document.track.mark_at(0) == mine


def test_two_people_put_their_work_on_one_match(opened: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    """What the other one placed comes in; of a frame that both worked on, one says whose counts."""
    assert opened.document.project is not None
    other = tmp_path / "other.rally"
    with Project.create(other, opened.document.project.identity) as project:
        track = BallTrack(60)
        for frame in range(3, 33):
            project.apply(place(track, frame, 20.0 + frame, 10.0))
    opened.playhead.seek(5)
    opened.correct.place(12.0, 60.0)
    mine = opened.document.track.mark_at(5)
    message = import_message(opened, qtbot, other)
    assert message.level is Level.SUCCESS
    assert message.lasting, "its buttons are nowhere else"
    assert "30 labels from other.rally (another project), in place of what you" in message.text
    assert "had said of 1 frame; undo" in message.text
    assert [action.text for action in message.actions] == ["Undo", "Keep mine"]
    assert opened.document.track.x[5] == 25.0
    with qtbot.waitSignal(opened.exchange.imported, timeout=WAIT) as imported:
        button(opened, "Keep mine").click()
    assert imported.args[0] == 29
    assert opened.document.track.mark_at(5) == mine
    assert opened.document.track.x[6] == 26.0
    assert opened.document.undo_stack.count() == 2


@pytest.mark.parametrize("at_once", [200, 20])
def test_stretches_and_events_of_another_project_are_one_step_with_its_marks(
    opened: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    """Also where the marks are so many that they are put in a thread."""
    monkeypatch.setattr("app.document.AT_ONCE", at_once)
    monkeypatch.setattr("app.edit_command.AT_ONCE", at_once)
    document = opened.document
    assert document.project is not None
    other = tmp_path / "other.rally"
    with Project.create(other, document.project.identity) as project:
        for frame in range(3, 33):
            project.apply(place(BallTrack(60), frame, 20.0 + frame, 10.0))
        project.apply(exclude(project.segments(), 40, 49, 60, SegmentKind.REPLAY))
        project.apply(decide({}, 8, Event.HIT))
    document.apply(exclude(document.segments, 48, 55, 60, SegmentKind.BREAK))
    own = document.segments
    message = import_message(opened, qtbot, other)
    assert "Imported 30 labels, 1 range, 1 event from other.rally" in message.text
    assert "in place of what you had said of 2 frames" in message.text
    assert document.segments.at(48).kind is SegmentKind.REPLAY
    assert document.decided_events == {8: Event.HIT}
    document.undo()
    qtbot.waitUntil(lambda: document.undo_stack.index() == 1, timeout=WAIT)
    assert (document.segments, document.decided_events) == (own, {})
    assert not document.track.persons.any()
    document.redo()
    qtbot.waitUntil(lambda: document.undo_stack.index() == 2, timeout=WAIT)
    assert document.segments == document.project.segments() != own
    assert document.decided_events == document.project.event_decisions() == {8: Event.HIT}
    assert document.track.persons.sum() == 30


def test_stretches_alone_come_from_another_project(
    opened: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    assert opened.document.project is not None
    other = tmp_path / "other.rally"
    with Project.create(other, opened.document.project.identity) as project:
        project.apply(exclude(project.segments(), 40, 49, 60, SegmentKind.REPLAY))
    opened.document.apply(exclude(opened.document.segments, 45, 55, 60, SegmentKind.BREAK))
    import_message(opened, qtbot, other)
    with qtbot.waitSignal(opened.exchange.imported, timeout=WAIT):
        button(opened, "Keep mine").click()
    kinds = [(each.first, each.last, each.kind) for each in opened.document.segments]
    assert kinds == [(40, 44, SegmentKind.REPLAY), (45, 55, SegmentKind.BREAK)]
    assert opened.document.undo_stack.count() == 2


def test_the_project_of_another_video_is_refused(
    opened: Desk, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    assert opened.document.project is not None
    other = tmp_path / "other.rally"
    identity = replace(opened.document.project.identity, frame_count=61)
    with Project.create(other, identity) as project:
        project.apply(place(BallTrack(61), 3, 20.0, 10.0))
    opened.exchange.import_labels(other)
    qtbot.waitUntil(lambda: any("belongs to another video" in each for each in said), timeout=WAIT)
    assert not opened.document.track.persons.any()


def test_a_file_that_names_its_sources_is_not_asked_about(
    labelled: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    labelled.correct.place(12.0, 60.0)
    path = export(labelled, qtbot, ExportOrder(tmp_path / "all.csv", "rallymark", "all"))
    labelled.document.undo()
    message = import_message(labelled, qtbot, path)
    assert [action.text for action in message.actions] == ["Undo"]
    assert not message.stays


def test_labels_without_a_header_are_asked_about(
    opened: Desk, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    labels = tmp_path / "29885.txt"
    labels.write_text("80 24\n0 0\n")
    button = tool_button(opened, qtbot, labels)
    assert len(said) == 1
    assert button.text() == "It is WASB volleyball"
    assert opened.document.undo_stack.count() == 0
    with qtbot.waitSignal(opened.exchange.imported, timeout=WAIT):
        button.click()
    assert opened.document.track.mark_at(0).position == (80.0, 24.0)
    assert opened.document.track.mark_at(1).position is None


def test_the_dialog_gives_the_order_and_remembers_it(
    qtbot: QtBot, settings: Settings, tmp_path: Path
) -> None:
    dialog = ExportDialog(tmp_path / "a.csv", settings)
    qtbot.addWidget(dialog)
    assert dialog.order() == ExportOrder(tmp_path / "a.csv", "rallymark", "all")
    dialog.formats.buttons()[1].click()
    dialog.sources.buttons()[2].click()
    dialog.path.setText(str(tmp_path / "plain"))
    dialog.accept()
    assert dialog.order() == ExportOrder(tmp_path / "plain.csv", "tracknetv2", "human+verified")
    again = ExportDialog(tmp_path / "b.csv", settings)
    qtbot.addWidget(again)
    assert again.order() == ExportOrder(tmp_path / "b.csv", "tracknetv2", "human+verified")


def test_a_file_that_is_there_is_replaced_only_on_purpose(
    qtbot: QtBot, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    truth = tmp_path / "match_ball.csv"
    truth.write_text("Frame,Visibility,X,Y\n")
    asked: list[Path] = []
    answers = [False, True]

    def ask(_parent: object, path: Path) -> bool:
        asked.append(path)
        return answers[len(asked) - 1]

    monkeypatch.setattr(file_dialogs, "ask_replace", ask)
    dialog = ExportDialog(truth, settings)
    qtbot.addWidget(dialog)
    dialog.accept()
    assert dialog.result() == QDialog.DialogCode.Rejected
    dialog.accept()
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert asked == [truth, truth]


def test_a_suffix_that_is_added_is_asked_about_again(
    qtbot: QtBot, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file dialog asks about the name as it was typed there, and nothing has that one."""
    (tmp_path / "labels.csv").write_text("Frame,Visibility,X,Y\n")
    asked: list[Path] = []
    monkeypatch.setattr(file_dialogs, "ask_replace", lambda _parent, path: asked.append(path))
    dialog = ExportDialog(tmp_path / "a.csv", settings)
    qtbot.addWidget(dialog)
    for chosen, questions in (("labels", 1), ("labels.csv", 1), ("new", 1)):
        name = str(tmp_path / chosen)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, name=name: (name, ""))
        browse(dialog)
        dialog.accept()
        assert asked == [tmp_path / "labels.csv"] * questions


def browse(dialog: QDialog) -> None:
    next(button for button in dialog.findChildren(QPushButton) if "Choose" in button.text()).click()


@pytest.mark.parametrize("text", ["/", ".", "~nobody-of-this-name/labels", "x" * 300])
def test_no_typed_name_makes_the_dialog_fail(
    qtbot: QtBot, settings: Settings, tmp_path: Path, text: str
) -> None:
    dialog = ExportDialog(tmp_path / "a.csv", settings)
    qtbot.addWidget(dialog)
    dialog.path.setText(text)
    dialog.accept()
    assert dialog.order().path == Path(f"{text}.csv")


def test_neither_a_project_nor_the_video_is_written_over(
    labelled: Desk, qtbot: QtBot, said: list[str]
) -> None:
    project, video = labelled.document.project.path, labelled.document.info.path
    for path, words in ((project, "name of a project"), (video, "video of the match")):
        before = path.read_bytes()
        labelled.exchange.export(ExportOrder(path, "rallymark", "all"))
        labelled.exchange.shut_down()
        assert path.read_bytes() == before
        assert words in said[-1]


def test_the_question_about_replacing_is_answered_by_its_buttons(
    qtbot: QtBot, tmp_path: Path
) -> None:
    for text, replaces in (("Replace", True), ("Cancel", False)):

        def press(wanted: str = text) -> None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, QMessageBox)
            next(b for b in box.buttons() if b.text().replace("&", "") == wanted).click()

        QTimer.singleShot(0, press)
        parent = QWidget()
        qtbot.addWidget(parent)
        assert ask_replace(parent, tmp_path / "labels.csv") is replaces


def test_the_action_asks_and_exports(
    labelled: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def ask(suggested: Path, *_rest: object) -> ExportOrder:
        asked.append(suggested)
        return ExportOrder(tmp_path / "asked.csv", "rallymark", "all")

    monkeypatch.setattr(ExportDialog, "ask", ask)
    with qtbot.waitSignal(labelled.exchange.exported, timeout=WAIT):
        labelled.actions["export"].trigger()
    assert asked[0].name == "match_ball.csv"
    assert (tmp_path / "asked.csv").is_file()
