"""Sentences for the person: on one road, shown over the picture, never in the way."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from annotation import edits
from app.application import Desk
from app.icons import icon
from app.messages import Level, Message, MessageAction
from app.requests import FIRST_STEPS_MS, show_first_steps
from app.reveal import reveal
from app.widgets import message_bar
from app.widgets.message_bar import MOST_SHOWN
from app.widgets.overlays_hud import HUD_BOTTOM


def texts(desk: Desk) -> list[str]:
    return [row.message.text for row in desk.message_bar.rows()]


def test_the_newest_is_first_and_few_are_shown(desk: Desk) -> None:
    for number in range(MOST_SHOWN + 2):
        desk.messages.error(f"Mistake {number}.")
    assert texts(desk) == ["Mistake 4.", "Mistake 3.", "Mistake 2."]


def test_the_same_sentence_is_shown_once(desk: Desk) -> None:
    desk.messages.error("Twice.")
    desk.messages.info("Between.")
    desk.messages.error("Twice.")
    assert texts(desk) == ["Twice.", "Between."]


def test_icons_follow_the_theme(desk: Desk) -> None:
    desk.settings.theme = "dark"
    desk.messages.warning("Look.")
    (row,) = desk.message_bar.rows()
    close, picture = row.findChild(QToolButton), row.findChild(QLabel)

    def looks() -> list[object]:
        return [close.icon().pixmap(16).toImage(), picture.pixmap().toImage()]

    before = looks()
    desk.settings.theme = "light"
    assert close.icon().pixmap(16).toImage() == icon("cancel").pixmap(16).toImage()
    assert all(one != other for one, other in zip(before, looks(), strict=True))


def test_where_nothing_opens_folders_the_file_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.reveal.sys.platform", "linux")
    monkeypatch.setattr("app.reveal.QDesktopServices.openUrl", lambda _url: False)
    reveal(Path("/matches/a.csv"), desk.messages)
    assert texts(desk) == ["Nothing on this system can show /matches/a.csv."]


def test_notes_take_each_others_place(desk: Desk) -> None:
    desk.messages.warning("Look.")
    desk.messages.success("Done.", MessageAction("Undo", lambda: None))
    for number in range(3):
        desk.messages.info(f"Note {number}.")
    assert texts(desk) == ["Note 2.", "Done.", "Look."]


def test_a_small_picture_is_not_covered_with_messages(desk: Desk) -> None:
    for number in range(3):
        desk.messages.error(f"Mistake {number}. " + "A sentence that takes some lines. " * 4)
    bar, stage = desk.message_bar, desk.window.stage
    for height in (180, 400, 900):
        stage.setFixedHeight(height)
        bar.place()
        seen = [row.message.text for row in bar.rows() if not row.isHidden()]
        assert seen == texts(desk)[: len(seen)]
        assert len(seen) == 1 or bar.height() <= height / 2
    assert len(seen) == 3


def test_messages_make_way_for_the_ball(labelled: Desk, qtbot: QtBot) -> None:
    bar, canvas = labelled.message_bar, labelled.canvas
    labelled.messages.error("A sentence over the picture.")
    spot = bar.geometry()

    def covered() -> bool:
        marker = canvas.marker
        return marker is not None and bar.geometry().contains(
            canvas.view.to_widget(*marker).toPoint()
        )

    x, y = canvas.view.to_picture(spot.center().toPointF())
    labelled.document.apply(edits.place(labelled.document.track, 40, x, y))
    labelled.playhead.seek(40)
    qtbot.waitUntil(lambda: canvas.shown_frame == 40)
    assert bar.geometry() != spot
    assert not covered()
    labelled.messages.error("Another one.")
    assert not covered()


def test_errors_stay_and_notes_go(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_bar, "SHOWN_FOR_MS", 1)
    desk.messages.error("Stays.")
    desk.messages.info("Stays longer.", MessageAction("Do", lambda: None))
    desk.messages.info("Goes.")
    qtbot.waitUntil(lambda: texts(desk) == ["Stays longer.", "Stays."])


def test_an_offer_goes_as_well(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message_bar, "OFFERED_FOR_MS", 1)
    desk.messages.success("Done.", MessageAction("Look", lambda: None))
    desk.messages.error("Failed.", MessageAction("Try again", lambda: None))
    qtbot.waitUntil(lambda: texts(desk) == ["Failed."])


def test_every_message_gets_the_room_it_needs(desk: Desk, qtbot: QtBot) -> None:
    desk.messages.error("First.")
    qtbot.waitUntil(lambda: desk.message_bar.rows()[0].isVisible())
    desk.messages.error("Second.", MessageAction("Do", lambda: None))
    desk.messages.error("Third.")
    for row in desk.message_bar.rows():
        assert row.height() >= row.sizeHint().height()


@pytest.mark.parametrize("width", [900, 1400])
def test_no_name_is_cut_off_beside_the_buttons(desk: Desk, width: int) -> None:
    desk.window.resize(width, 800)
    actions = [
        MessageAction(text, lambda: None) for text in ("Use these weights", "Show in folder")
    ]
    desk.messages.success("It was stopped: badminton_championship_16-20261127-232852.", *actions)
    (row,) = desk.message_bar.rows()
    (sentence,) = [label for label in row.findChildren(QLabel) if label.text()]
    assert sentence.width() >= sentence.minimumSizeHint().width()
    assert sentence.height() >= sentence.heightForWidth(sentence.width())
    assert all(row.rect().contains(child.geometry()) for child in row.findChildren(QPushButton))


def test_a_button_stands_beside_a_sentence_that_leaves_it_room(desk: Desk) -> None:
    desk.window.resize(1400, 800)
    desk.messages.error("A long sentence that has to be broken into lines. " * 3)
    for text in ("All 207 frames are pre-labelled (0:04).", "Done."):
        desk.messages.success(text, MessageAction("Review", lambda: None))
        row = desk.message_bar.rows()[0]
        button = row.findChild(QPushButton)
        assert row.height() < 2 * button.height()
    desk.window.resize(1000, 800)
    desk.window.resize(1400, 800)
    assert row.height() < 2 * button.height()


def test_what_no_longer_holds_is_withdrawn(desk: Desk) -> None:
    desk.messages.info("Stopped.", MessageAction("Go on", lambda: None), topic="run")
    desk.messages.error("Something else.")
    desk.messages.withdraw("run")
    assert texts(desk) == ["Something else."]


def test_what_was_said_about_a_match_goes_with_it(opened: Desk) -> None:
    opened.messages.error("The labels cannot be written.")
    opened.messages.error("Fine-tuning failed.", topic="fine-tune")
    opened.open_match.close()
    assert texts(opened) == ["Fine-tuning failed."]


def test_the_first_steps_are_told_once(
    desk: Desk, qtbot: QtBot, video_path: Path, said: list[str]
) -> None:
    desk.settings.hint_seen = False
    steps = "Tab goes to the next stretch worth a look"
    for _ in range(2):
        with qtbot.waitSignal(desk.document.opened, timeout=20_000):
            desk.open_match.open(video_path)
        qtbot.waitUntil(lambda: any(steps in sentence for sentence in said))
        desk.open_match.close()
    qtbot.wait(FIRST_STEPS_MS + 100)
    assert sum(steps in sentence for sentence in said) == 1


@pytest.mark.parametrize("step", ["prelabel", "place"])
def test_the_first_steps_go_with_the_first_one_taken(
    opened: Desk, qtbot: QtBot, engine: Any, step: str
) -> None:
    opened.settings.hint_seen = False
    show_first_steps(opened)
    assert len(texts(opened)) == 1
    engine.hold_after = 0
    opened.actions[step].trigger()
    qtbot.waitUntil(lambda: not any("lets the model find" in text for text in texts(opened)))
    opened.prelabel.cancel()


def test_an_action_without_a_key_is_called_by_its_name(
    opened: Desk, qtbot: QtBot, said: list[str]
) -> None:
    keymap, panel = opened.actions.keymap, opened.review_panel
    assert panel.empty.text().startswith("Pre-label the match (Ctrl+P);")
    assert opened.transport.speed.toolTip() == "Speed (<, >)"
    for action in ("prelabel", "accept", "slower", "faster"):
        keymap.assign(action, [])
    assert panel.empty.text().startswith("Pre-label the match; the frames")
    assert opened.transport.speed.toolTip() == "Speed"
    opened.settings.hint_seen = False
    show_first_steps(opened)
    assert said[-1].startswith("“Pre-label” lets the model find the ball, Tab goes to")
    assert said[-1].endswith("“Accept” accepts.")


def test_escape_takes_the_newest_away_once_nothing_is_selected(opened: Desk, qtbot: QtBot) -> None:
    opened.messages.error("Older.")
    opened.messages.error("Newer.")
    opened.selection.set(1, 2)
    for left in (["Newer.", "Older."], ["Older."]):
        qtbot.keyClick(opened.canvas, Qt.Key.Key_Escape)
        assert texts(opened)[: len(left)] == left
        assert opened.selection.range is None


def test_an_action_runs_once_and_takes_the_message_away(desk: Desk) -> None:
    done: list[str] = []
    desk.messages.warning("Something.", MessageAction("Do it", lambda: done.append("it")))
    row = desk.message_bar.rows()[0]
    row.findChild(QPushButton).click()
    assert done == ["it"]
    assert desk.message_bar.isHidden()


def offer(desk: Desk, taken: list[str], name: str, *buttons: str) -> None:
    run = [MessageAction(text, partial(taken.append, f"{name} {text}")) for text in buttons]
    desk.messages.warning(f"The {name} message.", *run)


def press(desk: Desk, qtbot: QtBot, *keys: Qt.Key) -> None:
    """Ctrl+J, and then other keys, wherever the keyboard is."""
    desk.window.activateWindow()
    focused = QApplication.focusWidget() or desk.window
    qtbot.keyClick(focused, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)


@pytest.mark.exercises("take_offer")
def test_what_a_message_offers_can_be_had_without_a_mouse(desk: Desk, qtbot: QtBot) -> None:
    taken: list[str] = []
    action = desk.actions["take_offer"]
    assert not action.isEnabled()
    assert desk.actions.obstacle("take_offer") == "No message offers anything"
    offer(desk, taken, "older", "one")
    offer(desk, taken, "newer", "one")
    desk.messages.error("Nothing to press.")
    press(desk, qtbot)
    assert taken == ["newer one"]
    assert texts(desk) == ["Nothing to press.", "The older message."]
    action.trigger()
    assert taken == ["newer one", "older one"]
    assert not action.isEnabled()
    desk.messages.warning("Look.", MessageAction("Do", lambda: taken.append("done")))
    desk.message_bar.dismiss_newest()
    assert not action.isEnabled()


@pytest.mark.parametrize(
    ("keys", "pressed"),
    [
        ((Qt.Key.Key_Return,), "newer one"),
        ((Qt.Key.Key_Right, Qt.Key.Key_Enter), "newer two"),
        ((Qt.Key.Key_Tab, Qt.Key.Key_Space), "newer two"),
        ((Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return), "older one"),
        ((Qt.Key.Key_Left, Qt.Key.Key_Return), "older one"),
        ((Qt.Key.Key_Tab, Qt.Key.Key_Left, Qt.Key.Key_Return), "newer one"),
    ],
)
def test_of_several_buttons_the_keyboard_chooses(
    labelled: Desk, qtbot: QtBot, keys: tuple[Qt.Key, ...], pressed: str
) -> None:
    for row in labelled.message_bar.rows():
        labelled.message_bar.dismiss(row)
    taken: list[str] = []
    frame = labelled.playhead.frame
    offer(labelled, taken, "older", "one")
    offer(labelled, taken, "newer", "one", "two")
    labelled.canvas.setFocus()
    press(labelled, qtbot)
    assert taken == []
    assert QApplication.focusWidget() is labelled.message_bar.rows()[0].buttons[0]
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)
    assert taken == [pressed]
    assert len(texts(labelled)) == 1
    assert QApplication.focusWidget() is labelled.canvas
    assert labelled.playhead.frame == frame, "the keys are the message's"
    assert not labelled.document.track.persons.any()


def test_the_keyboard_leaves_a_message_as_it_came(
    opened: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_bar, "OFFERED_FOR_MS", 30)
    taken: list[str] = []
    two = [MessageAction(text, partial(taken.append, text)) for text in ("one", "two")]
    opened.messages.success("Done.", *two)
    press(opened, qtbot)
    qtbot.wait(100)
    assert texts(opened) == ["Done."], "it does not go while one chooses"
    press(opened, qtbot, Qt.Key.Key_Right)
    assert taken == ["one"], "asked for again, the chosen one is pressed"
    monkeypatch.setattr(message_bar, "OFFERED_FOR_MS", 20_000)
    opened.messages.success("Done.", *two)
    press(opened, qtbot, Qt.Key.Key_Escape)
    assert texts(opened) == ["Done."]
    assert QApplication.focusWidget() is opened.canvas
    press(opened, qtbot)
    opened.messages.withdraw("")
    assert QApplication.focusWidget() is opened.canvas


def test_an_offer_out_of_sight_is_none(desk: Desk) -> None:
    long = "A sentence that takes some lines. " * 8
    desk.messages.warning(long, MessageAction("Do", lambda: None))
    desk.window.stage.setFixedHeight(180)
    desk.messages.error(long + "Another one.")
    assert not desk.actions["take_offer"].isEnabled()
    desk.message_bar.dismiss_newest()
    assert desk.actions["take_offer"].isEnabled()


def test_it_stays_inside_the_stage(desk: Desk) -> None:
    desk.messages.error("A long sentence that has to be broken into lines. " * 6)
    for width in (1040, 1600):
        desk.window.resize(width, 800)
        assert desk.window.stage.rect().contains(desk.message_bar.geometry())


def test_messages_leave_the_facts_and_the_legend_to_be_seen(desk: Desk) -> None:
    desk.window.resize(1200, 800)
    for number in range(3):
        desk.messages.error(f"Something to read, {number}.")
    assert desk.message_bar.geometry().top() > 100


def test_messages_leave_the_frames_beside_to_be_seen(labelled: Desk, qtbot: QtBot) -> None:
    bar, canvas = labelled.message_bar, labelled.canvas
    for row in bar.rows():
        bar.dismiss(row)
    labelled.messages.error("A long sentence that has to be broken into lines. " * 3)
    low = bar.geometry()
    labelled.playhead.seek(10)
    qtbot.waitUntil(lambda: canvas.shown_frame == 10)
    labelled.correct.place(30.0, 5.0)
    with qtbot.waitSignal(canvas.stripMoved) as at_bottom:
        labelled.actions["neighbours"].trigger()
    strip = at_bottom.args[0].toAlignedRect()
    assert strip.intersects(low)
    qtbot.waitUntil(lambda: bar.geometry().bottom() < strip.top())
    assert bar.size() == low.size()
    with qtbot.assertNotEmitted(canvas.stripMoved):
        # The pictures are gone for a moment; the message does not jump.
        canvas.raw.hold(True)
        canvas.grab()
        canvas.raw.hold(False)
        canvas.grab()
    labelled.correct.place(30.0, 90.0)
    qtbot.waitUntil(lambda: bar.geometry() == low)
    labelled.correct.place(30.0, 5.0)
    qtbot.waitUntil(lambda: bar.geometry() != low)
    labelled.open_match.close()
    assert bar.geometry().bottom() == labelled.window.stage.height() - message_bar.MARGIN - 1


def test_only_what_asks_for_something_stays() -> None:
    assert Message(Level.ERROR, "x").stays
    assert Message(Level.WARNING, "x").stays
    assert not Message(Level.SUCCESS, "x").stays
    assert not Message(Level.SUCCESS, "x", (MessageAction("y", print),)).stays


def test_a_short_message_takes_little_of_the_picture(desk: Desk) -> None:
    desk.window.resize(1400, 800)
    desk.messages.error("Short.")
    short = desk.message_bar.geometry()
    assert short.width() < 200
    assert short.right() > desk.window.stage.width() - 20
    desk.messages.error("A long sentence that has to be broken into lines. " * 6)
    assert desk.message_bar.width() == 560


def test_what_was_told_to_whoever_was_away_goes_once_somebody_is_there(
    opened: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_bar, "SHOWN_FOR_MS", 30)
    opened.messages.success("All are done.", lasting=True)
    opened.messages.error("One failed.")
    qtbot.wait(100)
    assert texts(opened) == ["One failed.", "All are done."]
    opened.playhead.seek(5)
    qtbot.waitUntil(lambda: texts(opened) == ["One failed."])


def test_a_message_at_the_top_leaves_the_facts_of_the_frame_to_be_seen(
    labelled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar = labelled.message_bar
    for row in bar.rows():
        bar.dismiss(row)
    labelled.messages.error("A long sentence that has to be broken into lines. " * 3)
    low = bar.geometry()
    monkeypatch.setattr(bar, "_covers", lambda spot: spot.top() == low.top())
    bar.place()
    assert HUD_BOTTOM < bar.geometry().top() < low.top()
