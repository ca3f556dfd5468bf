"""Which weights pre-label: chosen in the top bar, remembered, put to use at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.application import Desk
from app.file_bindings import open_path
from app.jobs.engine import WeightsChoice
from app.jobs.measured import Measured

WAIT = 20_000


def refresh(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.choice.inventoryChanged, timeout=WAIT):
        desk.choice.refresh()


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_the_bar_shows_what_will_run(desk: Desk, qtbot: QtBot) -> None:
    refresh(desk, qtbot)
    assert desk.top_bar.model_button.text() == "small"
    assert desk.top_bar.device_button.text() == "CPU"
    assert texts(desk.top_bar.model_button.menu()) == [
        "Automatic (small)", "small   F1 0.90 on held-out frames", "Open weights…"
    ]  # fmt: skip
    assert texts(desk.top_bar.device_button.menu()) == [
        "Automatic (CPU)", "CPU", "Fastest runtime", "OpenVINO", "OpenVINO int8", "torch",
        "Fast: look at each frame once", "Accurate: look three times and vote",
    ]  # fmt: skip


def test_the_buttons_tell_their_keys(desk: Desk) -> None:
    bar = desk.top_bar
    assert bar.model_button.toolTip() == "Weights that pre-label (Ctrl+M)"
    assert bar.device_button.toolTip() == "Device that runs the model (Ctrl+Shift+M)"
    desk.actions.keymap.assign("choose_device", ["F9"])
    assert bar.device_button.toolTip() == "Device that runs the model (F9)"


def test_a_choice_is_remembered_and_used(
    opened: Desk, qtbot: QtBot, engine: Any, tmp_path: Path
) -> None:
    path = tmp_path / "club.safetensors"
    path.write_bytes(b"")
    scores = {"validation": {"f1": 0.95}, "before": {"f1": 0.914}}
    engine.installed.append(WeightsChoice(str(path), "club", scores))
    refresh(opened, qtbot)
    menu = opened.top_bar.model_button.menu()
    club = "club   F1 0.95 on held-out frames, 0.91 before"
    next(action for action in menu.actions() if action.text() == club).trigger()
    assert opened.settings.weights == str(path)
    assert opened.top_bar.model_button.text() == "club"
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        opened.prelabel.start()
    assert opened.document.project.latest_run().model_name == str(path)


def test_long_names_of_weights_leave_the_match_its_room(
    desk: Desk, qtbot: QtBot, engine: Any
) -> None:
    """Fine-tuned weights bear the name of their match, with an & in doubles."""
    name = "Lee & Yang against Kim & Seo, quarter final of the world championships-20261129-031544"
    engine.installed.append(WeightsChoice(name, name, {}))
    desk.choice.use(name)
    refresh(desk, qtbot)
    button = desk.top_bar.model_button
    assert button.text() == "Lee && Yang aga…20261129-031544"
    assert name.replace("&", "&&") in texts(button.menu())


def test_two_shipped_weights_are_told_apart_and_the_default_follows_the_device(
    desk: Desk, qtbot: QtBot, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.installed.insert(0, WeightsChoice("wide", "wide", {"f1": 0.95}, True))
    monkeypatch.setattr(engine, "devices", lambda: ["cuda", "cpu"])
    best = {"cuda": "wide", "cpu": "small"}
    monkeypatch.setattr(engine, "default_weights", best.__getitem__)
    refresh(desk, qtbot)
    button = desk.top_bar.model_button
    assert button.text() == "wide"
    assert texts(button.menu())[:2] == ["Automatic (wide)", "wide   F1 0.95 on held-out frames"]
    desk.choice.use_device("cpu")
    assert button.text() == "small", "what will run is what is shown"
    assert texts(button.menu())[:2] == [
        "Automatic (small)", "wide   F1 0.95 on held-out frames   slow without a GPU"
    ]  # fmt: skip
    button.menu().actions()[1].trigger()
    assert (desk.settings.weights, button.text()) == ("wide", "wide")
    button.menu().actions()[0].trigger()
    assert (desk.settings.weights, button.text()) == ("", "small")


def test_a_pair_says_what_it_is_and_is_no_base_for_training(
    desk: Desk, qtbot: QtBot, engine: Any
) -> None:
    engine.installed.insert(0, WeightsChoice("wide", "wide", {}, wants_gpu=True))
    engine.installed.append(WeightsChoice("small+wide", "small+wide", {}, is_pair=True))
    desk.choice.use("small+wide")
    refresh(desk, qtbot)
    menu = desk.top_bar.model_button.menu()
    entry = next(action for action in menu.actions() if action.text().startswith("small+wide"))
    assert entry.text() == "small+wide   asks the second where the first is unsure"
    assert entry.isChecked()
    assert desk.top_bar.model_button.text() == "small+wide"
    base = desk.training_panel.setup.base
    assert [base.itemText(n) for n in range(base.count())] == ["wide", "small"]
    assert base.currentText() == "small", "the default, as a pair cannot be trained"


def test_fine_tuning_starts_from_what_pre_labels_unless_others_are_picked(
    desk: Desk, qtbot: QtBot, engine: Any
) -> None:
    engine.installed += [WeightsChoice("club", "club", {}), WeightsChoice("old", "old", {})]
    refresh(desk, qtbot)
    base = desk.training_panel.setup.base
    assert base.currentText() == "small"
    desk.choice.use("club")
    assert base.currentText() == "club"
    base.setCurrentIndex(base.findText("old"))
    base.activated.emit(base.currentIndex())
    desk.choice.use("small")
    assert base.currentText() == "old", "a person's choice stands"


def test_the_runtime_of_a_processor_is_a_choice(opened: Desk, qtbot: QtBot, engine: Any) -> None:
    refresh(opened, qtbot)
    menu = opened.top_bar.device_button.menu()
    next(action for action in menu.actions() if action.text() == "torch").trigger()
    assert opened.settings.runtime == "torch"
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        opened.prelabel.start()
    assert engine.runtimes == ["torch"]


def test_weights_that_are_gone_give_way_to_the_default(
    desk: Desk, qtbot: QtBot, said: list[str]
) -> None:
    desk.choice.use("/nowhere/club.safetensors")
    refresh(desk, qtbot)
    assert desk.settings.weights == ""
    assert "club are gone" in said[0]
    assert desk.top_bar.model_button.text() == "small"
    assert desk.message_bar.rows()
    desk.choice.use("large")
    assert not desk.message_bar.rows(), "that is settled"


def test_dropped_weights_are_chosen(
    desk: Desk, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    path = tmp_path / "mine.safetensors"
    path.write_bytes(b"")
    open_path(desk, path)
    qtbot.waitUntil(lambda: desk.settings.weights == str(path), timeout=WAIT)
    assert "mine.safetensors" in said[0]


def test_weights_named_in_their_folder_are_found_from_another(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `rallymark mine.safetensors` does; the choice outlives the window."""
    (tmp_path / "mine.safetensors").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    open_path(desk, Path("mine.safetensors"))
    mine = str(tmp_path / "mine.safetensors")
    qtbot.waitUntil(lambda: desk.settings.weights == mine, timeout=WAIT)


def test_a_file_without_weights_says_so_at_once_and_is_not_chosen(
    desk: Desk,
    qtbot: QtBot,
    engine: Any,
    tmp_path: Path,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It had been chosen, and every match failed later, in the next session, too."""
    path = tmp_path / "match.mp4"
    monkeypatch.setattr("app.bindings.ask_weights", lambda *_: path)
    engine.problem = "match.mp4 is not a plain set of weights."
    desk.choice.use("small")
    desk.actions["open_weights"].trigger()
    qtbot.waitUntil(lambda: said == [engine.problem], timeout=WAIT)
    assert desk.settings.weights == "small"


def test_the_device_is_chosen(desk: Desk, qtbot: QtBot) -> None:
    refresh(desk, qtbot)
    desk.top_bar.device_button.menu().actions()[1].trigger()
    assert desk.settings.device == "cpu"
    assert desk.choice.device_title == "cpu"


def test_the_menu_tells_what_one_gets(desk: Desk, qtbot: QtBot, engine: Any) -> None:
    measured = Measured(
        {"badminton": 0.955, "tennis": 0.951},
        {"badminton": 691, "tennis": 54},
        {"badminton": 0.957},
        best_peaks=0.925,
        without_verifier=0.927,
    )
    engine.installed.append(WeightsChoice("wide", "wide", {"f1": 0.888}, measured=measured))
    refresh(desk, qtbot)
    menu = desk.top_bar.model_button.menu()
    assert menu.toolTipsVisible()
    known = {action.text(): action.toolTip() for action in menu.actions()}
    assert known["wide   F1 0.96 on an unseen venue"].splitlines() == [
        "As you get it, with the verifier and along the path:",
        "F1 0.955, accurate 0.957  badminton, a venue never trained on (691 frames)",
        "F1 0.951  tennis, another clip of a match trained on (54 frames)",
        "At that venue each frame by itself: 0.925; without the verifier: 0.927",
    ]
    assert "without verifier and path" in known["small   F1 0.90 on held-out frames"]


@pytest.mark.exercises("choose_weights", "choose_device")
def test_weights_and_device_are_chosen_by_keyboard(desk: Desk, qtbot: QtBot, engine: Any) -> None:
    engine.installed.append(WeightsChoice("wide", "wide", {}))
    refresh(desk, qtbot)
    bar, control = desk.top_bar, Qt.KeyboardModifier.ControlModifier
    desk.choice.use("small")
    qtbot.keyClick(desk.window, Qt.Key.Key_M, control)
    menu = bar.model_button.menu()
    assert QApplication.activePopupWidget() is menu
    assert bar.model_button.isDown()
    assert menu.activeAction().text() == "small   F1 0.90 on held-out frames", (
        "it begins at what is chosen"
    )
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert desk.settings.weights == "wide"
    assert not bar.model_button.isDown()
    qtbot.keyClick(desk.window, Qt.Key.Key_M, control | Qt.KeyboardModifier.ShiftModifier)
    menu = bar.device_button.menu()
    assert menu.activeAction().text() == "Automatic (CPU)"
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert desk.settings.device == "cpu"
