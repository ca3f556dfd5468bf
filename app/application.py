"""The composition root: builds the objects, connects them, runs."""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtWidgets import QApplication

from app import __version__
from app.action_state import ActionState
from app.actions import Actions
from app.bindings import bind_actions
from app.claim import Claim
from app.closing import Closing
from app.crash import CrashReporter, start_logging, watch_for_faults
from app.demo_rally import demo_video
from app.document import Document
from app.file_bindings import open_path, restore
from app.histories import Histories, Kept
from app.icons import icon
from app.jobs.engine import Engine, TorchEngine
from app.jobs.evidence import EvidenceWorker
from app.jobs.evidence_network import TrackerNetwork
from app.jobs.preview_maker import PreviewMaker
from app.jobs.torch_loader import collect_all
from app.keymaps import Keymap
from app.main_window import MainWindow
from app.messages import Messages
from app.paths import log_file, user_folder
from app.playback.frame_server import FrameServer
from app.playback.player import Player
from app.playhead import Playhead
from app.recent_files import RecentFiles
from app.requests import bind_requests
from app.selection import Selection
from app.session import Session
from app.settings import Settings
from app.stop_signals import on_stop_signals
from app.theme import ThemeKeeper
from app.translation import LanguageKeeper
from app.widgets.canvas import VideoCanvas
from app.widgets.empty_state import EmptyState
from app.widgets.frame_panel import FramePanel
from app.widgets.held_key import HeldKey
from app.widgets.message_bar import MessageBar
from app.widgets.opening_chip import OpeningChip
from app.widgets.preview_chip import PreviewChip
from app.widgets.rally_panel import RallyPanel
from app.widgets.review_panel import ReviewPanel
from app.widgets.status_labels import ReviewedLabel, SavedLabel, UndoLabel
from app.widgets.status_progress import ClipProgress, EditProgress
from app.widgets.timeline import Timeline
from app.widgets.top_bar import TopBar
from app.widgets.training_panel import TrainingPanel
from app.widgets.transport_bar import TransportBar
from app.widgets.workspace_panel import WorkspacePanel
from app.workflows.choose_model import ModelChoice
from app.workflows.correct import Correct
from app.workflows.done_edits import DoneEdits
from app.workflows.exchange import Exchange
from app.workflows.fine_tune import FineTune
from app.workflows.foreign_edits import ForeignEdits
from app.workflows.growing_recording import GrowingRecording
from app.workflows.open_match import OpenMatch
from app.workflows.prelabel import Prelabel
from app.workflows.rallies import RallyList
from app.workflows.range_actions import RangeActions
from app.workflows.reports import Reports
from app.workflows.review import Review
from app.workflows.shots import Shots
from app.workflows.threshold import Threshold
from app.workflows.workspace import Workspace

REBUILD = 77
"""Status of the event loop that asks for a new window in place of this one."""


class Desk(QObject):
    """Everything one window consists of. Models first, then workflows, then widgets."""

    rebuildRequested = Signal()
    """The texts of the window are in a language that is no longer wanted: make another window."""

    def __init__(
        self, settings: Settings, theme: ThemeKeeper, language: LanguageKeeper, engine: Engine
    ) -> None:
        super().__init__()
        self.settings = settings
        # What is connected to the settings is kept alive by them: they end with the window.
        settings.setParent(self)
        self.theme = theme
        self.language = language
        self.window = MainWindow(settings)
        self.actions = Actions(self.window, Keymap(settings, self))

        self.messages = Messages(self)
        self.document = Document(self)
        self.playhead = Playhead(self)
        self.selection = Selection(self.document, self)
        self.frame_server = FrameServer(self)
        self.player = Player(self.document, self.playhead, self.frame_server, self)
        self.previews = PreviewMaker(self.document, self.frame_server, settings, self)
        network = partial(TrackerNetwork, at_hand=self.frame_server.model_input)
        self.evidence = EvidenceWorker(self, open_network=network)

        self.choice = ModelChoice(settings, self.messages, engine, self)
        self.open_match = OpenMatch(self.document, self.playhead, settings, self.messages, self)
        self.threshold = Threshold(self.document, self)
        self.threshold.restored.connect(self.messages.info)
        self.histories = Histories(self.document, self.threshold, self)
        self.prelabel = Prelabel(
            self.document,
            self.open_match,
            self.choice,
            self.threshold,
            self.messages,
            engine,
            self,
        )
        self.growing = GrowingRecording(
            self.document, self.playhead, self.open_match, self.prelabel, self.messages, self
        )
        done_edits = DoneEdits(self.document, self.messages, self)
        self.correct = Correct(self.document, self.playhead, self.messages, done_edits, self)
        self.review = Review(self.document, self.playhead, settings, self.messages, self)
        self.rallies = RallyList(
            self.document, self.playhead, self.selection, self.review, self.messages, self
        )
        self.range_actions = RangeActions(
            self.document, self.playhead, self.selection, self.prelabel, done_edits, self
        )
        self.shots = Shots(
            self.document, self.playhead, self.selection, self.prelabel, self.messages, self
        )
        self.exchange = Exchange(self.document, self.messages, done_edits, self)
        self.reports = Reports(self.document, self.messages, self)
        self.foreign_edits = ForeignEdits(self.document, self)
        self.fine_tune = FineTune(self.document, self.choice, settings, self.messages, self)

        self.workspace = Workspace(
            self.document,
            self.review,
            self.open_match,
            self.prelabel,
            settings,
            self.messages,
            self,
        )
        self.recent = RecentFiles(settings, self)
        self.session = Session(self.document, settings, user_folder() / "session.lock", self)
        self.claim = Claim(self.document, self.messages, user_folder() / "open", self)

        self._build_widgets()
        self.action_state = ActionState(self)
        self.raw_key = HeldKey(self.window, self.actions["raw"])
        self.pause_key = HeldKey(self.window, self.actions["pause"])
        self.threshold_keys = tuple(
            HeldKey(self.window, self.actions[f"{way}_threshold"]) for way in ("raise", "lower")
        )
        bind_actions(self)
        bind_requests(self)
        self.window.may_close = Closing(self.window, self.fine_tune, self.reports).allowed
        self.evidence.set_model(self.choice.weights, self.choice.device)
        self.prelabel.endings.then_review = self.show_review
        theme.changed.connect(self.dress)
        self.dress()
        self.window.show_match(False)

    def _build_widgets(self) -> None:
        document, playhead, actions = self.document, self.playhead, self.actions
        self.canvas = VideoCanvas(
            document, playhead, self.frame_server, self.evidence, self.settings
        )
        self.timeline = Timeline(document, playhead, self.selection, actions)
        self.top_bar = TopBar(document, self.choice, self.prelabel, self.open_match, actions)
        self.transport = TransportBar(document, playhead, actions)
        self.empty_state = EmptyState(
            actions, self.recent, self.theme, self.open_match, self.workspace
        )
        self.workspace_panel = WorkspacePanel(self.workspace, actions, self.theme)
        self.review_panel = ReviewPanel(document, playhead, self.review, self.prelabel, actions)
        self.frame_panel = FramePanel(
            document, playhead, self.canvas.overlays, self.threshold, actions
        )
        self.training_panel = TrainingPanel(
            self.fine_tune, self.choice, document, actions, self.theme
        )
        self.rally_panel = RallyPanel(document, playhead, self.rallies, actions, self.theme)
        self.window.lay_out(
            actions=actions,
            top_bar=self.top_bar,
            canvas=self.canvas,
            empty_state=self.empty_state,
            transport=self.transport,
            timeline=self.timeline,
            workspace=self.workspace_panel,
            tabs=(self.review_panel, self.frame_panel, self.training_panel, self.rally_panel),
            status=(
                SavedLabel(document),
                OpeningChip(self.open_match, actions),
                PreviewChip(self.previews, actions),
                ClipProgress(self.reports, actions),
                EditProgress(document.long_edit, actions),
                ReviewedLabel(document, self.review),
                UndoLabel(document),
            ),
        )
        self.message_bar = MessageBar(
            self.messages, self.theme, self.window.stage, self._ball_on_stage
        )
        self.canvas.shownFrameChanged.connect(lambda _frame: self._uncover_ball())
        self.playhead.playingChanged.connect(lambda _playing: self._uncover_ball())
        # Told while the canvas is being painted, which is no time to move what stands over it.
        queued = Qt.ConnectionType.QueuedConnection
        self.canvas.stripMoved.connect(self.message_bar.keep_off, queued)
        document.closed.connect(lambda: self.message_bar.keep_off(QRectF()))

    def _ball_on_stage(self) -> QPointF | None:
        marker, canvas = self.canvas.marker, self.canvas
        if marker is None:
            return None
        return QPointF(canvas.mapTo(self.window.stage, canvas.view.to_widget(*marker)))

    def _uncover_ball(self) -> None:
        if not self.playhead.playing:  # In play it would jump about.
            self.message_bar.uncover_ball()

    def dress(self) -> None:
        """Take the icons and colours of the current theme."""
        theme = self.theme.theme
        # Of the application: dialogs and what else opens beside the window have it too.
        QApplication.setWindowIcon(icon("rallymark", theme.accent))
        self.actions.dress()
        self.top_bar.dress(theme.on_accent)
        self.transport.dress()
        self.empty_state.dress()
        self.training_panel.dress()
        self.canvas.set_stage_colour(theme.stage)

    def take_keys(self) -> None:
        """Put the keyboard where the work is: on the picture, or on what to open."""
        if self.document.is_open:
            self.canvas.setFocus()
        else:
            self.empty_state.take_keys()

    def show_review(self) -> None:
        """Bring the review queue to the front, at the worst frame."""
        self.window.show_tab(self.review_panel)
        self.review.worst()

    def show_training(self) -> None:
        """Bring the training panel to the front, and the keyboard into it."""
        self.window.show_tab(self.training_panel)
        self.training_panel.take_keys()

    def open_demo(self, path: Path | None = None) -> None:
        """Open the demo rally (or `path`) and pre-label it, if that was not done before."""
        try:
            path = path or demo_video()
        except OSError as error:
            self.messages.error(
                self.tr("The demo rally cannot be copied to {folder}: {reason}.").format(
                    folder=user_folder(), reason=error.strerror
                )
            )
        else:
            self.open_match.open(path, then=self._prelabel_fresh)

    def _prelabel_fresh(self) -> None:
        if self.document.is_open and not self.document.track.predicted.any():
            self.prelabel.start()

    def shut_down(self) -> None:
        """Stop every thread and process, store the position, close the match."""
        self.document.long_edit.finish()
        self.fine_tune.shut_down()
        self.prelabel.shut_down()
        self.open_match.shut_down()
        self.review.shut_down()
        self.canvas.ghost.shut_down()
        self.threshold.shut_down()
        self.exchange.shut_down()
        self.workspace.shut_down()
        self.recent.shut_down()
        self.session.close()
        self.reports.shut_down()
        self.foreign_edits.shut_down()
        self.growing.shut_down()
        self.choice.shut_down()
        self.previews.shut_down()
        self.frame_server.close()
        self.evidence.close()

    def discard(self) -> None:
        """Close the window and delete all there is of it; the application goes on."""
        self.window.may_close = lambda: True
        self.window.close()
        self.language.remove()
        for part in (self.theme, self.language, self.window, self):
            part.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def build_desk(
    app: QApplication, settings: Settings | None = None, engine: Engine | None = None
) -> Desk:
    """Put a window together, as the program and the tests use it. It is not shown yet."""
    # Other threads decode, track and train in Python: each time the window's thread wants the
    # interpreter back it may wait this long, dozens of times in a repaint.
    sys.setswitchinterval(0.0005)
    # Qt would spread every line of more than a few dozen pixels over threads and wait for them,
    # which costs more than the line: two thirds of a repaint of the canvas.
    os.environ["QT_NO_GUI_THREADPOOL"] = "1"
    settings = settings or Settings()
    # The language before anything that has texts.
    language = LanguageKeeper(app, settings)
    return Desk(settings, ThemeKeeper(app, settings), language, engine or TorchEngine())


# Python would hear of a request to end only when Qt's loop hands over; every edit is in the project
# already.
@on_stop_signals(signal.SIG_DFL)
def run_window(path: Path | None = None, demo: bool = False) -> int:
    """Show the window, with a video or a project open where `path` is given, until it is closed.

    Args:
        demo: pre-label the match at once if no model has seen it, and say what to try.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Rallymark")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("rallymark")
    log_handler = start_logging(log_file())
    faults = watch_for_faults(log_file().with_name("faults.log"))
    reporter = CrashReporter(log_file(), app)
    reporter.install()
    histories: dict[Path, Kept] = {}
    try:
        while True:
            desk = build_desk(app)
            desk.histories.kept = histories
            desk.rebuildRequested.connect(lambda: app.exit(REBUILD))
            desk.window.show()
            desk.choice.refresh()
            if demo:
                desk.open_demo(path)
            elif path is not None:
                open_path(desk, path)
            elif (interrupted := desk.session.take_interrupted()) is not None:
                restore(desk, interrupted)
            status = app.exec()
            if status != REBUILD:
                desk.language.remove()
                return status
            # The same window in another language: what was done can still be undone.
            project = desk.document.project
            demo, path = False, project.path if project is not None else None
            desk.histories.keep()
            histories = desk.histories.kept
            # The last window to close would end the loop of the next one.
            app.setQuitOnLastWindowClosed(False)
            desk.discard()
            del desk
            collect_all()
            app.setQuitOnLastWindowClosed(True)
    finally:
        reporter.remove()
        if faults is not None:
            faulthandler.disable()
            faults.close()
        if log_handler is not None:
            logging.getLogger().removeHandler(log_handler)
            log_handler.close()
