"""Fine-tuning: a process is started, its events are shown, its weights can be put to use."""

from __future__ import annotations

import itertools
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from annotation import edits
from app.application import Desk
from app.exit_status import STOPPED
from app.jobs.finetune_process import FineTuneOrder, program
from app.messages import Level, Message, MessageAction
from app.paths import log_file
from app.reports.clip import ClipOrder
from app.widgets.training_panel import ENOUGH_TO_MEASURE
from app.widgets.training_progress import (
    LOWEST_PLOT,
    PLOT_HEIGHT,
    share_range,
    short_number,
)
from app.workflows.fine_tune import Stage, Training
from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH
from tracker.training.clips import LabelledClip
from tracker.training.held_out import LEAST_LABELS, split_by_video

WAIT = 30_000
SCORE = {"f1": 0.8, "precision": 0.9, "recall": 0.72, "accuracy": 0.7}

SCRIPT = """
import json, os, signal, sys, time
from pathlib import Path
script = json.loads(Path(sys.argv[1]).read_text())
output = Path(sys.argv[sys.argv.index("--output") + 1])
Path(sys.argv[1]).with_suffix(".args").write_text(json.dumps(sys.argv[2:]))
stopped = []
signal.signal(signal.SIGINT, lambda *_: stopped.append(True))
print("a line that is no event", flush=True)
for event in script["events"]:
    print(json.dumps(event), flush=True)
while script["wait"] and not stopped:
    time.sleep(0.01)
if script["say"]:
    print(script["say"], file=sys.stderr, flush=True)
if script["kill"]:
    os.kill(os.getpid(), signal.SIGKILL)
if script["write"]:
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(b"weights")
    print(json.dumps({"event": "finished", "output": str(output), "before": script["score"],
                      "after": script["score"] and {**script["score"], "f1": 0.9},
                      "stopped_early": bool(stopped),
                      "verdict": script["score"] and "The new weights are better by 0.100 F1."}),
          flush=True)
sys.exit(script["status"])
"""

EVENTS = [
    {"event": "preparing", "done": 3, "total": 3},
    {"event": "started", "steps": 8, "train_frames": 40, "validation_frames": 10},
    {"event": "baseline", "score": SCORE},
    {"event": "step", "step": 2, "progress": 0.25, "loss": 0.02, "eta_seconds": 5.0},
    {"event": "step", "step": 4, "progress": 0.5, "loss": 0.01, "eta_seconds": None},
    {"event": "epoch", "epoch": 1, "step": 4, "loss": 0.015, "score": {**SCORE, "f1": 0.85}},
    {"event": "notice", "text": "All labels come from one video."},
]


class Process:
    """Writes the script of a pretended `finetune` and has the desk run it."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self.plan = folder / "plan.json"
        script = folder / "pretend.py"
        script.write_text(SCRIPT)
        desk.fine_tune.command = [sys.executable, str(script), str(self.plan)]
        self.seen: list[Training] = []
        desk.fine_tune.changed.connect(self.seen.append)

    def write_plan(self, **plan: object) -> None:
        standard = {
            "events": EVENTS, "wait": False, "say": "", "write": True, "score": SCORE, "status": 0,
            "kill": False,
        }  # fmt: skip
        self.plan.write_text(json.dumps({**standard, **plan}))

    def run(self, **plan: object) -> None:
        self.write_plan(**plan)
        self.desk.fine_tune.start([self.desk.document.project.path], "small")

    @property
    def arguments(self) -> list[str]:
        return json.loads(self.plan.with_suffix(".args").read_text())


@pytest.fixture
def process(opened: Desk, qtbot: QtBot, tmp_path: Path) -> Process:
    with qtbot.waitSignal(opened.choice.inventoryChanged, timeout=WAIT):
        opened.choice.refresh()
    return Process(opened, tmp_path)


def wait_for(desk: Desk, qtbot: QtBot, stage: Stage) -> Training:
    qtbot.waitUntil(lambda: desk.fine_tune.training.stage is stage, timeout=WAIT)
    return desk.fine_tune.training


def test_it_is_followed_to_its_outcome(
    opened: Desk,
    qtbot: QtBot,
    process: Process,
    said: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    posted: list[Message] = []
    opened.messages.posted.connect(posted.append)
    revealed: list[Path] = []
    monkeypatch.setattr(
        "app.workflows.fine_tune.reveal", lambda path, _messages: revealed.append(path)
    )
    process.run()
    panel = opened.training_panel
    assert panel._pages.currentWidget() is panel.progress
    tab = opened.window.tabs.indexOf(panel)
    assert opened.window.tabs.tabText(tab) == "Train 0 %"
    training = wait_for(opened, qtbot, Stage.DONE)
    assert opened.window.tabs.tabText(tab) == "Train ✓"
    assert training.losses == ((3.75, 0.02), (7.5, 0.01))
    assert training.f1 == ((0.0, 0.8), (1.0, 0.85))
    assert training.before["f1"] == 0.8
    assert training.after["f1"] == 0.9
    assert "All labels come from one video." in said
    assert panel._pages.currentWidget() is panel.result
    assert panel.result.name.toolTip() == str(training.output)
    assert panel.result.verdict.text() == "The new weights are better by 0.100 F1."
    assert panel.result._values["f1", "after"].text() == "0.900"
    assert posted[-1].text.endswith(". The new weights are better by 0.100 F1.")
    assert posted[-1].lasting
    use, show = posted[-1].actions
    assert use.text == "Use these weights"
    show.run()
    assert revealed == [training.output]
    stages = [moment.stage for moment in process.seen]
    assert stages[0] is Stage.PREPARING
    epochs = [moment.epoch for moment in process.seen]
    assert epochs == sorted(epochs)
    assert Stage.TRAINING in stages


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.0, "0"), (0.25, "0.25"), (0.01, "0.01"), (0.0001188, "1.19e-4"), (12345.0, "1.23e+04")],
)
def test_numbers_of_the_curves_are_short(value: float, written: str) -> None:
    assert short_number(value) == written


def test_the_panel_starts_what_was_chosen(
    opened: Desk, qtbot: QtBot, process: Process, tmp_path: Path
) -> None:
    setup = opened.training_panel.setup
    setup.epochs.setValue(7)
    setup.add(tmp_path / "other.rally")
    process.write_plan()
    setup.start_button.click()
    wait_for(opened, qtbot, Stage.DONE)
    assert process.arguments[:2] == [
        str(opened.document.project.path), str(tmp_path / "other.rally")
    ]  # fmt: skip
    assert process.arguments[process.arguments.index("--from") + 1] == "small"
    assert process.arguments[process.arguments.index("--epochs") + 1] == "7"
    assert opened.settings.finetune_epochs == 7


def test_arguments_are_in_the_command_lines_words(tmp_path: Path) -> None:
    from app.cli.parser import build_parser

    order = FineTuneOrder(
        (tmp_path / "a.rally", tmp_path), "small", tmp_path / "o.safetensors", 7, "cpu"
    )
    args = build_parser().parse_args(["finetune", *order.arguments()])
    assert args.data == [tmp_path / "a.rally", tmp_path]
    assert (args.start, args.output, args.epochs) == ("small", tmp_path / "o.safetensors", 7)
    assert (args.device, args.events) == ("cpu", "jsonl")
    assert Path(program()[1]).name == "main.py"


def test_the_weights_of_a_match_with_a_long_name_can_be_written(
    opened: Desk, qtbot: QtBot, process: Process, tmp_path: Path
) -> None:
    name = "羽" * 83  # 249 bytes; with the ending of a project all that there is room for
    match = tmp_path / f"{name}.rally"
    process.write_plan()
    opened.fine_tune.start([match], "small")
    output = wait_for(opened, qtbot, Stage.DONE).output
    assert output is not None
    assert output.is_file()
    assert output.name.startswith("羽" * 60)


def test_using_the_weights_makes_them_pre_label(
    opened: Desk, qtbot: QtBot, process: Process
) -> None:
    process.run()
    output = wait_for(opened, qtbot, Stage.DONE).output
    opened.training_panel.result.use_button.click()
    assert opened.settings.weights == str(output)
    assert opened.choice.title == output.stem
    assert opened.top_bar.model_button.text() == output.stem
    assert opened.fine_tune.training.stage is Stage.IDLE


def test_what_is_answered_in_one_place_is_not_asked_in_the_other(
    opened: Desk, qtbot: QtBot, process: Process
) -> None:
    panel, bar = opened.training_panel, opened.message_bar
    process.run()
    output = wait_for(opened, qtbot, Stage.DONE).output
    offer = bar.offer
    assert offer is not None
    offer.buttons[0].click()
    assert opened.settings.weights == str(output)
    assert panel.setup.isVisibleTo(panel)
    process.run()
    wait_for(opened, qtbot, Stage.DONE)
    assert bar.offer is not None
    panel.result.back_button.click()
    # Its button would do nothing any more.
    assert bar.offer is None


@pytest.mark.exercises("stop_finetune", "cancel_finetune")
def test_it_is_ended_from_the_menu_too(
    opened: Desk, qtbot: QtBot, process: Process, said: list[str]
) -> None:
    actions, progress = opened.actions, opened.training_panel.progress
    for name in ("stop_finetune", "cancel_finetune"):
        assert actions.obstacle(name) == "No fine-tuning is running"
    process.run(wait=True)
    assert actions.obstacle("stop_finetune") == "Fine-tuning is not learning just now"
    assert not progress.stop_button.isEnabled()
    assert progress.cancel_button.isEnabled()
    wait_for(opened, qtbot, Stage.TRAINING)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)  # Its last line: it hears signals now.
    assert progress.stop_button.isEnabled()
    assert progress.stop_button.toolTip() == "End now; what was learnt so far is written"
    actions.keymap.assign("stop_finetune", ["F9"])
    assert progress.stop_button.toolTip().endswith("(F9)")
    actions["stop_finetune"].trigger()
    assert not progress.stop_button.isEnabled()
    wait_for(opened, qtbot, Stage.DONE)
    said.clear()
    process.run(wait=True)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    actions["cancel_finetune"].trigger()
    wait_for(opened, qtbot, Stage.IDLE)
    assert said[-1] == "Fine-tuning was cancelled; nothing was kept."


def test_stopping_early_keeps_the_best(opened: Desk, qtbot: QtBot, process: Process) -> None:
    process.run(wait=True)
    wait_for(opened, qtbot, Stage.TRAINING)
    qtbot.waitUntil(lambda: len(opened.fine_tune.training.f1) == 2, timeout=WAIT)
    opened.training_panel.progress.stop_button.click()
    assert opened.fine_tune.training.stage is Stage.STOPPING
    training = wait_for(opened, qtbot, Stage.DONE)
    assert training.output.is_file()
    assert (
        opened.training_panel.result.ending.text() == "Fine-tuning was stopped after epoch 1 of 15"
    )


def test_without_held_out_frames_there_is_no_table(
    opened: Desk, qtbot: QtBot, process: Process
) -> None:
    opened.show_training()
    started = {"event": "started", "steps": 8, "train_frames": 40, "validation_frames": 0}
    process.run(events=[started], score=None)
    wait_for(opened, qtbot, Stage.DONE)
    note = "40 frames to learn from, too few balls to hold some out and measure"
    assert note in [moment.note for moment in process.seen]
    assert opened.training_panel.progress.f1.isHidden()
    assert opened.training_panel.progress.stop_button.text() == "Stop, keep the last"
    result = opened.training_panel.result
    assert result.ending.text() == "Fine-tuning is done"
    assert "nobody can tell whether it got better" in result.verdict.text()
    assert result.verdict.isVisible()
    assert not result.table.isVisible()
    stopped = replace(opened.fine_tune.training, held_out=7, stopped_early=True)
    assert stopped.verdict == "It was stopped before the new weights were measured."
    opened.fine_tune.dismiss()
    process.run()
    wait_for(opened, qtbot, Stage.DONE)
    assert result.table.isVisible()


@pytest.mark.parametrize(("f1", "keeps"), [(0.79, True), (0.8003, False), (0.81, False)])
def test_enter_does_what_the_measure_speaks_for(opened: Desk, f1: float, keeps: bool) -> None:
    panel, result = opened.training_panel, opened.training_panel.result
    after = {**SCORE, "f1": f1}
    done = Training(Stage.DONE, held_out=9, output=Path("w.safetensors"), before=SCORE, after=after)
    opened.fine_tune._set(done)
    panel.take_keys()
    advised, other = result.use_button, result.back_button
    if keeps:
        advised, other = other, advised
    assert QApplication.focusWidget() is advised
    assert (advised.property("role"), other.property("role")) == ("primary", None)


def test_a_loss_of_one_point_is_not_drawn_below_nothing(opened: Desk) -> None:
    curve = opened.training_panel.progress.loss
    curve.show_points(((0.1, 6.5e-4),), 2)
    low, high = curve.plot.getAxis("left").range
    assert -1e-4 < low <= 0
    assert 6.5e-4 < high < 2e-3
    curve.show_points(((0.1, 6.5e-4), (0.2, 0.2)), 2)
    curve.plot.getViewBox().updateAutoRange()
    assert curve.plot.getAxis("left").range[1] >= 0.2


def test_what_goes_on_is_said_before_the_first_epoch(opened: Desk) -> None:
    progress, moment = (
        opened.training_panel.progress,
        Training(Stage.TRAINING, epochs=2, held_out=7),
    )
    progress.show_training(moment)
    assert progress.title.text() == "Measuring the old weights"
    progress.show_training(replace(moment, held_out=0))
    assert progress.title.text() == "Epoch 1 of 2"
    progress.show_training(replace(moment, epoch=1))
    assert progress.title.text() == "Epoch 1 of 2"


@pytest.mark.parametrize("epochs", [1, 2, 30, 100])
def test_the_curves_count_whole_epochs_and_name_the_last(opened: Desk, epochs: int) -> None:
    curve = opened.training_panel.progress.loss
    curve.show_points(((0.0, 0.5),), epochs)
    axis = curve.plot.getAxis("bottom")
    ticks = axis.tickValues(*axis.range, 280)[0][1]
    assert all(tick == int(tick) for tick in ticks)
    assert 2 <= len(ticks) <= 11
    assert axis.range[1] > epochs


def test_on_a_low_screen_nothing_lies_over_the_list_of_matches(opened: Desk, qtbot: QtBot) -> None:
    opened.window.resize(1280, 720)
    opened.show_training()
    setup = opened.training_panel.setup
    qtbot.waitUntil(lambda: setup.data.height() >= setup.data.minimumHeight())
    qtbot.waitUntil(lambda: setup.add_projects.y() >= setup.data.geometry().bottom())


@pytest.mark.parametrize("marks", [0, 3, 30])
def test_on_a_low_screen_all_there_is_to_choose_is_seen(
    opened: Desk, qtbot: QtBot, process: Process, marks: int
) -> None:
    opened.window.resize(1280, 690)
    opened.show_training()
    for frame in range(marks):
        opened.document.apply(edits.place(opened.document.track, frame, 5.0, 5.0))
    setup = opened.training_panel.setup
    assert setup.few.isHidden() == (marks != 3)
    assert setup.intro.isHidden() == (marks != 30)
    bar = setup.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: opened.window.height() == 690 and bar.maximum() == 0)


@pytest.mark.parametrize(
    ("shares", "low", "high"),
    [
        ([], 0.0, 1.0),
        ([0.9], 0.88, 0.92),
        ([0.905, 0.926], 0.88, 0.95),
        ([0.2, 0.9], 0.06, 1.0),
        ([0.995, 1.0], 0.97, 1.0),
        ([0.0, 0.0], 0.0, 0.1),
    ],
)
def test_the_curve_of_f1_shows_the_range_it_moves_in(
    shares: list[float], low: float, high: float
) -> None:
    assert share_range(shares) == pytest.approx((low, high))


def test_the_curve_of_f1_names_its_range_and_where_it_began(opened: Desk) -> None:
    curve = opened.training_panel.progress.f1
    curve.show_points(((0.0, 0.905), (1.0, 0.926)), 3)
    axis = curve.plot.getAxis("left")
    assert axis.range == pytest.approx([0.88, 0.95], abs=0.01)
    ticks = [tick for _, ticks in axis.tickValues(*axis.range, 70) for tick in ticks]
    assert len({short_number(tick) for tick in ticks}) == len(ticks), "no number twice"
    assert curve._began.isVisible()
    assert curve._began.value() == 0.905
    curve.show_points((), 3)
    assert not curve._began.isVisible()
    assert axis.range == pytest.approx([0.0, 1.0], abs=0.1)


@pytest.mark.parametrize("shares", [(0.2,), (0.905, 0.926), (0.0, 0.9)])
def test_numbers_beside_a_low_curve_are_whole_and_apart(
    opened: Desk, shares: tuple[float, ...]
) -> None:
    opened.show_training()
    curve = opened.training_panel.progress.f1
    curve.plot.setFixedHeight(LOWEST_PLOT)
    opened.training_panel._pages.setCurrentWidget(opened.training_panel.progress)
    curve.show_points(tuple((float(x), y) for x, y in enumerate(shares)), 40)
    QApplication.processEvents()
    axis = curve.plot.getAxis("left")
    picture = QImage(100, 100, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    boxes = [box for box, _flags, text in axis.generateDrawSpecs(painter)[2] if text]
    painter.end()
    assert len(boxes) >= 2
    assert all(axis.mapRectToScene(box).top() >= 0 for box in boxes)
    assert not any(one.intersects(other) for one, other in itertools.combinations(boxes, 2))


def test_a_curve_stands_below_its_heading(opened: Desk, qtbot: QtBot) -> None:
    """In a high window it had moved away from it, half of the panel."""
    opened.window.resize(1480, 1000)
    opened.show_training()
    progress = opened.training_panel.progress
    opened.training_panel._pages.setCurrentWidget(progress)
    for curve in (progress.loss, progress.f1):
        qtbot.waitUntil(lambda curve=curve: curve.plot.height() == PLOT_HEIGHT)
        assert curve.plot.y() < 40


def test_both_curves_are_seen_at_once_on_a_screen_of_900_lines(
    opened: Desk, qtbot: QtBot, process: Process
) -> None:
    opened.window.resize(1436, 860)
    opened.show_training()
    process.run(wait=True)
    wait_for(opened, qtbot, Stage.TRAINING)
    area = opened.training_panel.progress.findChild(QScrollArea)
    plot = opened.training_panel.progress.f1.plot
    qtbot.waitUntil(lambda: plot.height() > 90 and area.verticalScrollBar().maximum() == 0)
    opened.training_panel.progress.cancel_button.click()
    wait_for(opened, qtbot, Stage.IDLE)


def test_cancelling_keeps_nothing(
    opened: Desk, qtbot: QtBot, process: Process, said: list[str]
) -> None:
    process.run(wait=True)
    wait_for(opened, qtbot, Stage.TRAINING)
    opened.training_panel.progress.cancel_button.click()
    wait_for(opened, qtbot, Stage.IDLE)
    assert "nothing was kept" in said[-1]


def test_stopping_before_anything_is_learnt_is_no_failure(
    opened: Desk, qtbot: QtBot, process: Process, said: list[str]
) -> None:
    stopped = "rallymark: stopped before the training began; nothing was written."
    process.run(wait=True, write=False, events=EVENTS[:2], say=stopped, status=STOPPED)
    wait_for(opened, qtbot, Stage.TRAINING)
    opened.training_panel.progress.stop_button.click()
    wait_for(opened, qtbot, Stage.IDLE)
    assert said[-1] == "Fine-tuning was stopped before it had learnt anything; nothing was kept."
    assert opened.message_bar.rows()[-1].message.level is Level.INFO


def test_what_was_said_of_the_last_one_goes_when_another_starts(
    opened: Desk, qtbot: QtBot, process: Process, said: list[str]
) -> None:
    process.run(write=False, kill=True)
    wait_for(opened, qtbot, Stage.IDLE)
    failure = said[-1]
    assert failure in [row.message.text for row in opened.message_bar.rows()]
    process.run(events=[])
    assert failure not in [row.message.text for row in opened.message_bar.rows()]
    wait_for(opened, qtbot, Stage.DONE)


def test_weights_that_are_gone_are_not_offered_again(
    opened: Desk, qtbot: QtBot, process: Process
) -> None:
    sentence = "rallymark: There is no weights file at club.safetensors."
    with qtbot.waitSignal(opened.choice.inventoryChanged, timeout=WAIT):
        process.run(events=[], write=False, say=sentence, status=2)


def test_a_failure_is_told_in_its_own_words(
    opened: Desk, qtbot: QtBot, process: Process, said: list[str]
) -> None:
    process.run(events=[], write=False, say="rallymark: There is nothing to learn from.", status=2)
    wait_for(opened, qtbot, Stage.IDLE)
    assert said[-1] == "There is nothing to learn from."


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        ({"say": "RuntimeError: shape (3,) of weird", "status": 1}, "by a mistake in the program"),
        ({"say": "rallymark: The first sentence.", "kill": True}, "where memory runs short"),
    ],
)
def test_a_failure_nobody_expected_is_told_with_what_can_be_done(
    opened: Desk,
    qtbot: QtBot,
    process: Process,
    said: list[str],
    plan: dict[str, Any],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    revealed: list[Path] = []
    monkeypatch.setattr("app.reveal.reveal", lambda path, _messages: revealed.append(path))
    process.run(write=False, **plan)
    wait_for(opened, qtbot, Stage.IDLE)
    assert sentence in said[-1]
    assert "weird" not in said[-1]
    row = next(row for row in opened.message_bar.rows() if row.message.text == said[-1])
    again, show = row.message.actions
    show.run()
    assert revealed == [log_file()]
    process.write_plan()
    again.run()
    wait_for(opened, qtbot, Stage.DONE)


def test_a_program_that_cannot_start_is_told(
    opened: Desk, qtbot: QtBot, process: Process, said: list[str], tmp_path: Path
) -> None:
    opened.fine_tune.command = [str(tmp_path / "nowhere")]
    process.run()
    wait_for(opened, qtbot, Stage.IDLE)
    assert "broke off" in said[-1]


def test_closing_the_window_ends_the_process(opened: Desk, qtbot: QtBot, process: Process) -> None:
    process.run(wait=True)
    wait_for(opened, qtbot, Stage.TRAINING)
    running = opened.fine_tune._process
    answer(qtbot, opened, "Discard and close")
    opened.window.close()
    assert not running.running
    assert not opened.window.isVisible()


def test_a_running_process_is_asked_about(opened: Desk, qtbot: QtBot, process: Process) -> None:
    process.run(wait=True)
    wait_for(opened, qtbot, Stage.TRAINING)
    answer(qtbot, opened, "Stay")
    opened.window.close()
    assert opened.window.isVisible()
    assert opened.fine_tune.training.stage is Stage.TRAINING
    answer(qtbot, opened, "Keep the weights, then close")
    with qtbot.waitSignal(opened.window.closing, timeout=WAIT):
        opened.window.close()
    assert opened.fine_tune.training.output.is_file()


def test_closing_waits_for_no_weights_where_nothing_is_learnt_yet(
    opened: Desk, qtbot: QtBot, process: Process
) -> None:
    stopped = "rallymark: stopped before the training began; nothing was written."
    process.run(wait=True, write=False, events=EVENTS[:2], say=stopped, status=STOPPED)
    wait_for(opened, qtbot, Stage.TRAINING)
    answer(qtbot, opened, "Keep the weights, then close")
    with qtbot.waitSignal(opened.window.closing, timeout=WAIT):
        opened.window.close()


def test_a_clip_is_asked_about(
    opened: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(_video: object, _track: object, _order: object, _report: object, stop: Any) -> int:
        assert stop.wait(20)
        return 0

    monkeypatch.setattr("app.workflows.reports.write_clip", write)
    opened.reports.export_clip(ClipOrder(tmp_path / "clip.mp4", 0, 5))
    said: list[str] = []
    opened.messages.posted.connect(lambda message: said.append(message.text))
    opened.actions["language_zh"].trigger()
    assert said == ["A job is running. The language changes at the next start."]
    opened.actions["language_system"].trigger()
    answer(qtbot, opened, "Stay")
    opened.window.close()
    assert opened.reports.writing_clip
    answer(qtbot, opened, "Discard and close")
    with qtbot.waitSignal(opened.window.closing):
        opened.window.close()


def answer(qtbot: QtBot, desk: Desk, text: str) -> None:
    """Press a button of the question that comes next."""

    def press() -> None:
        [box] = [box for box in desk.window.findChildren(QMessageBox) if box.isVisible()]
        next(button for button in box.buttons() if button.text() == text).click()

    QTimer.singleShot(0, desk.window, press)


def test_the_list_follows_the_match(opened: Desk, qtbot: QtBot, process: Process) -> None:
    setup = opened.training_panel.setup
    assert setup.data.item(0).text() == "This match — 0 frames of yours"
    opened.correct.no_ball()
    opened.window.tabs.setCurrentWidget(opened.training_panel)
    assert setup.data.item(0).text() == "This match — 1 frame of yours"
    opened.document.undo()
    assert setup.data.item(0).text() == "This match — 0 frames of yours"
    assert setup.chosen() == [opened.document.project.path]
    opened.open_match.close()
    assert setup.chosen() == []
    assert not setup.start_button.isEnabled()


def test_a_match_stands_on_the_list_once_and_stays_as_it_was_ticked(
    opened: Desk, qtbot: QtBot, process: Process, video_path: Path
) -> None:
    setup, other = opened.training_panel.setup, video_path.with_name("other.mp4")
    shutil.copy(video_path, other)
    setup.add(other.with_suffix(".rally"))
    setup.data.item(0).setCheckState(Qt.CheckState.Unchecked)
    for path in (other, video_path):
        with qtbot.waitSignal(opened.document.opened, timeout=WAIT):
            opened.open_match.open(path)
    assert setup.data.count() == 1
    assert setup.chosen() == [opened.document.project.path]
    setup.data.item(0).setCheckState(Qt.CheckState.Unchecked)
    with qtbot.waitSignal(opened.document.opened, timeout=WAIT):
        opened.open_match.open(other)
    assert setup.chosen() == []


def test_a_click_on_the_timeline_gives_the_keys_back(opened: Desk, qtbot: QtBot) -> None:
    opened.show_training()
    epochs = opened.training_panel.setup.epochs
    epochs.setFocus()
    sheet = opened.timeline.cursor_sheet
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=sheet.rect().center())
    before = epochs.value()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_X)
    assert not epochs.hasFocus()
    assert epochs.value() == before
    qtbot.waitUntil(lambda: opened.canvas.shown_frame == opened.playhead.frame)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_X)
    assert len(opened.document.project.marks()) == 1


def test_it_starts_only_where_there_is_something_to_learn(
    opened: Desk, qtbot: QtBot, process: Process, tmp_path: Path
) -> None:
    opened.show_training()
    setup = opened.training_panel.setup
    assert not setup.start_button.isEnabled()
    assert "at least two frames" in setup.start_button.toolTip()
    assert setup.obstacle.isVisible()
    assert setup.obstacle.text() == setup.start_button.toolTip()
    track = opened.document.track
    opened.document.apply(edits.no_ball_range(track, 0, 1))
    assert setup.start_button.isEnabled()
    assert not setup.obstacle.isVisible()
    opened.document.undo()
    assert not setup.start_button.isEnabled()
    setup.add(tmp_path / "other.rally")
    assert setup.start_button.isEnabled()
    for row in range(setup.data.count()):
        setup.data.item(row).setCheckState(Qt.CheckState.Unchecked)
    assert setup.obstacle.text() == "Tick what to learn from."


def test_what_is_enough_is_said_before_it_starts(opened: Desk, process: Process) -> None:
    opened.show_training()
    setup, document = opened.training_panel.setup, opened.document
    assert setup.few.isHidden()
    document.apply(edits.no_ball_range(document.track, 30, 59))
    for frame in range(ENOUGH_TO_MEASURE - 1):
        document.apply(edits.place(document.track, frame, 5.0, 5.0))
    assert setup.start_button.isEnabled()
    assert f"From {ENOUGH_TO_MEASURE} balls" in setup.few.text()
    assert not setup.few.isHidden()
    opened.window.resize(1480, 880)
    area = setup.findChild(QScrollArea)
    assert area.verticalScrollBar().maximum() == 0, "all can be seen"
    document.apply(edits.place(document.track, 30, 5.0, 5.0))
    assert setup.few.isHidden()
    labelled = np.ones(ENOUGH_TO_MEASURE, np.int8)
    frames = np.zeros((len(labelled), MODEL_HEIGHT, MODEL_WIDTH, 3), np.uint8)
    nowhere = np.zeros(len(labelled), np.float32)
    clip = LabelledClip("match", frames, labelled, nowhere, nowhere)
    _, held = split_by_video([clip])
    assert held[0].labelled == LEAST_LABELS


def test_on_a_low_window_the_buttons_stay_in_sight(
    opened: Desk, qtbot: QtBot, process: Process
) -> None:
    document, panel = opened.document, opened.training_panel
    document.apply(edits.no_ball_range(document.track, 0, 30))
    opened.window.resize(1366, 700)  # 768 less the frame and a bar of the desktop
    opened.show_training()
    setup = panel.setup
    qtbot.waitUntil(lambda: setup.start_button.isVisible())

    def in_sight(widget: QWidget) -> bool:
        return widget.visibleRegion().boundingRect() == widget.rect()

    assert in_sight(setup.start_button)
    # What has scrolled away comes into sight when Tab gets there.
    area = setup.findChild(QScrollArea)
    area.setFixedHeight(120)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    for _ in range(7):
        widget = QApplication.focusWidget()
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        assert in_sight(QApplication.focusWidget())
        assert in_sight(setup.start_button)
    for stage, button in (
        (Stage.TRAINING, panel.progress.stop_button),
        (Stage.DONE, panel.result.use_button),
    ):
        opened.fine_tune._set(Training(stage, epochs=3, held_out=9, before=SCORE, after=SCORE))
        qtbot.wait(1)
        assert in_sight(button), stage


def test_tab_stays_in_the_panel(opened: Desk, qtbot: QtBot, process: Process) -> None:
    panel, document = opened.training_panel, opened.document
    document.apply(edits.no_ball_range(document.track, 0, 30))
    opened.show_training()
    order = []
    for _ in range(8):
        widget = QApplication.focusWidget()
        assert panel.isAncestorOf(widget)
        order.append(widget)
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    assert order[0] is panel.setup.start_button
    again = order.index(order[0], 1)
    assert order[again - 1] is panel.setup.epochs


def test_a_message_may_go_after_tab(opened: Desk, qtbot: QtBot, process: Process) -> None:
    """PySide keeps what it was asked for of the focus chain, from a widget to the next, and takes
    all that hangs on it for gone with the first."""
    bar, document = opened.message_bar, opened.document
    document.apply(edits.no_ball_range(document.track, 0, 30))
    opened.messages.success("Done.", MessageAction("Again", lambda: None))
    opened.show_training()
    assert opened.training_panel.setup.start_button.hasFocus()
    qtbot.keyClick(opened.training_panel.setup.start_button, Qt.Key.Key_Tab)
    assert opened.training_panel.setup.data.hasFocus()
    gone = bar.rows()[0]
    with qtbot.waitSignal(gone.destroyed):
        bar.dismiss_newest()
    opened.playhead.toggle()
    assert opened.playhead.playing
    opened.transport.show_playing()


def test_keys_review_again_once_it_runs(opened: Desk, qtbot: QtBot, process: Process) -> None:
    """Tab led to the button that stops, and the space bar pressed it instead of playing."""
    opened.document.apply(edits.no_ball_range(opened.document.track, 0, 1))
    process.write_plan(wait=True)
    opened.show_training()
    qtbot.keyClick(opened.training_panel.setup.start_button, Qt.Key.Key_Return)
    wait_for(opened, qtbot, Stage.TRAINING)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Space):
        # As the window gets it: to whom it goes is decided after it was offered to the panel.
        QTest.keyClick(opened.window.windowHandle(), key)
    assert opened.playhead.playing
    assert opened.canvas.hasFocus()
    opened.playhead.pause()
    opened.training_panel.progress.cancel_button.click()
    wait_for(opened, qtbot, Stage.IDLE)


def test_tab_leads_to_no_button_beside_the_picture(
    opened: Desk, qtbot: QtBot, said: list[str]
) -> None:
    """Where the queue is empty, Tab went to the button that starts, and Enter pressed it."""
    opened.document.apply(edits.no_ball_range(opened.document.track, 0, 1))
    opened.show_training()
    opened.canvas.setFocus()
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Tab)
    assert opened.canvas.hasFocus()
    assert said[-1].startswith("Next stretch worth a look: ")


def test_enter_in_a_field_gives_the_keys_back(opened: Desk, qtbot: QtBot) -> None:
    opened.show_training()
    for field in (opened.training_panel.setup.epochs, opened.training_panel.setup.base):
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert opened.canvas.hasFocus()


def test_the_whole_job_by_keyboard(opened: Desk, qtbot: QtBot, process: Process) -> None:
    panel, frame = opened.training_panel, opened.playhead.frame
    opened.document.apply(edits.no_ball_range(opened.document.track, 0, 1))
    opened.canvas.setFocus()

    def press(key: Qt.Key) -> None:
        where = QApplication.focusWidget()
        assert where is not None
        qtbot.keyClick(where, key)

    qtbot.keyClick(opened.canvas, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert panel.setup.start_button.hasFocus()
    # Tab moves in the panel; elsewhere it leads through the queue.
    press(Qt.Key.Key_Backtab)
    assert panel.setup.epochs.hasFocus()
    press(Qt.Key.Key_Up)
    assert opened.fine_tune.epochs == panel.setup.epochs.value() == 16
    press(Qt.Key.Key_Tab)
    process.write_plan(wait=True)
    # The number pad's: elsewhere it accepts the frame.
    start = panel.setup.start_button
    qtbot.keyClick(start, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    wait_for(opened, qtbot, Stage.TRAINING)
    # The same key again must not stop what it has started.
    assert panel.hasFocus()
    press(Qt.Key.Key_Return)
    assert opened.fine_tune.training.stage is Stage.TRAINING
    assert opened.canvas.hasFocus()
    qtbot.keyClick(opened.canvas, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert panel.progress.stop_button.hasFocus()
    press(Qt.Key.Key_Space)
    wait_for(opened, qtbot, Stage.DONE)
    assert opened.playhead.frame == frame
    assert not opened.playhead.playing
    qtbot.keyClick(panel, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert panel.result.use_button.hasFocus()
    press(Qt.Key.Key_Return)
    assert opened.fine_tune.training.stage is Stage.IDLE
    assert opened.settings.weights
    press(Qt.Key.Key_Escape)
    assert opened.canvas.hasFocus()
