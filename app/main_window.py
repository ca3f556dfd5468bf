"""The main window: where everything stands. It lays out and does nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import (
    QByteArray,
    QChildEvent,
    QEvent,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.actions import Actions
from app.keymaps import portable, pressed
from app.settings import Settings
from app.widgets.desk_splitter import DeskSplitter
from app.widgets.drop_hint import DropHint, drop_text, dropped_paths, refusal, unused_text

DEFAULT_SIZE = QSize(1480, 920)
LEAST_SIZE = QSize(900, 460)
"""Fits beside frame and panel on the smallest screen in use, 1920x1080 at a scale of 2."""
FRAME = QSize(4, 40)
"""What a desktop's frame adds to a window, at most as a rule: on a small screen the status bar
must not end up below its edge."""
SIDE_WIDTH = 348
WORKSPACE_WIDTH = 190
REMEMBER_AFTER_MS = 1000


class MainWindow(QMainWindow):
    """Menus, top bar; stage and transport in the middle, tabs at the right, timeline below."""

    filesDropped = Signal(object)
    """A list of Paths that were dropped on the window."""
    dropRefused = Signal(str)
    """Why nothing is done with what was dropped, or with some of it."""
    escaped = Signal()
    """Escape was pressed and nothing that had the focus had a use for it."""
    keyUnused = Signal(str)
    """Another key was pressed in vain, as `app.keymaps.portable` writes it."""
    closing = Signal()
    """The window is about to close."""
    fullScreenChanged = Signal()
    """The window got the whole screen, or gave it back."""
    pictureOnlyChanged = Signal()
    """The picture got the whole screen, or gave it back."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._state_before: Qt.WindowState | None = None
        self._workspace_wanted = False
        self.may_close: Callable[[], bool] = lambda: True
        """Asked before the window closes; where it says no, the window stays."""
        # The layout is stored while it changes: a crash asks nobody.
        self._remember_soon = QTimer(self)
        self._remember_soon.setSingleShot(True)
        self._remember_soon.setInterval(REMEMBER_AFTER_MS)
        self._remember_soon.timeout.connect(self._remember)
        self.setWindowTitle("Rallymark")
        self.setAcceptDrops(True)
        self.setMinimumSize(LEAST_SIZE)

    def lay_out(
        self,
        *,
        actions: Actions,
        top_bar: QWidget,
        canvas: QWidget,
        empty_state: QWidget,
        transport: QWidget,
        timeline: QWidget,
        workspace: QWidget,
        tabs: Sequence[QWidget],
        status: Sequence[QWidget],
    ) -> None:
        """Put the widgets in their places; a tab is called as its page's window title."""
        actions.fill(self.menuBar())
        self.stage = QStackedWidget()
        self.stage.setObjectName("stage")
        # The picture's; without one there is no timeline, and room for more.
        self.stage.setMinimumHeight(124)
        self.stage.addWidget(empty_state)
        self.stage.addWidget(canvas)
        self.drop_hint = DropHint(self.stage)
        middle = QWidget()
        middle_column = QVBoxLayout(middle)
        middle_column.setContentsMargins(0, 0, 0, 0)
        middle_column.setSpacing(0)
        middle_column.addWidget(self.stage, 1)
        middle_column.addWidget(transport)

        self.tabs = QTabWidget()
        self.tabs.setObjectName("sidePanel")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs.tabBar().setDrawBase(False)
        for number, page in enumerate(tabs):
            self.tabs.addTab(page, page.windowTitle())
            page.windowTitleChanged.connect(partial(self.tabs.setTabText, number))
        self.tabs.setMinimumWidth(332)

        self.timeline = timeline
        self.side_splitter = QSplitter(Qt.Orientation.Horizontal)
        self.workspace = workspace
        self.side_splitter.addWidget(workspace)
        self.side_splitter.addWidget(middle)
        self.side_splitter.addWidget(self.tabs)
        for place, stretch in enumerate((0, 1, 0)):
            self.side_splitter.setStretchFactor(place, stretch)
        self.side_splitter.setChildrenCollapsible(False)
        self.main_splitter = DeskSplitter(self._settings)
        self.main_splitter.addWidget(self.side_splitter)
        self.main_splitter.addWidget(timeline)
        self.main_splitter.setStretchFactor(0, 1)
        self.main_splitter.setStretchFactor(1, 0)
        self.main_splitter.setChildrenCollapsible(False)

        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top_bar)
        column.addWidget(self.main_splitter, 1)
        self.setCentralWidget(centre)
        for number, widget in enumerate(status):
            if number == 0:
                self.statusBar().addWidget(widget, 1)
            else:
                self.statusBar().addPermanentWidget(widget)
        self.statusBar().setSizeGripEnabled(False)
        self._match_open = self._match_awaited = False
        self._around_picture = (self.menuBar(), top_bar, self.tabs, transport, self.statusBar())
        self._restore()

    def show_match(self, is_open: bool) -> None:
        """Show the picture, or what to do while there is none."""
        self._match_open = is_open
        self.stage.setCurrentIndex(1 if is_open else 0)
        if not is_open:
            self.show_picture_only(False)
        self.timeline.setVisible(is_open and not self.picture_only)

    def await_match(self, name: str) -> None:
        """A match of that name is being opened; '' once none is."""
        self._match_awaited = name != ""

    def show_workspace(self, wanted: bool) -> None:
        """Show or hide the matches of the folder."""
        self._workspace_wanted = wanted
        self.workspace.setVisible(wanted and not self.picture_only)

    def show_tab(self, page: QWidget) -> None:
        """Bring a tab at the right to the front; the picture alone makes way for it."""
        self.show_picture_only(False)
        self.tabs.setCurrentWidget(page)

    @property
    def picture_only(self) -> bool:
        """Whether the picture has the whole screen."""
        return self._state_before is not None

    def show_picture_only(self, alone: bool) -> None:
        """Give the picture the whole screen, or put everything back where it was."""
        if alone == self.picture_only or (alone and not self._match_open):
            return
        for widget in self._around_picture:
            widget.setVisible(not alone)
        self.timeline.setVisible(self._match_open and not alone)
        self.workspace.setVisible(self._workspace_wanted and not alone)
        if self._state_before is None:
            self._state_before = self.windowState()
            self.setWindowState(self._state_before | Qt.WindowState.WindowFullScreen)
        else:
            before, self._state_before = self._state_before, None
            self.setWindowState(before)
        self.pictureOnlyChanged.emit()

    def switch_full_screen(self) -> None:
        """Give the window the whole screen, or take it back; from the picture alone, too."""
        if self.picture_only:
            self.show_picture_only(False)
        else:
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _restore(self) -> None:
        settings = self._settings
        if not self.restoreGeometry(QByteArray(settings.geometry)):
            screen = QGuiApplication.primaryScreen().availableGeometry()
            size = DEFAULT_SIZE.boundedTo(screen.size() - FRAME)
            framed = QRect(QPoint(), size + FRAME)
            framed.moveCenter(screen.center())
            self.resize(size)
            self.move(framed.topLeft())
        if not self.side_splitter.restoreState(QByteArray(settings.columns)):
            rest = self.width() - SIDE_WIDTH - WORKSPACE_WIDTH
            self.side_splitter.setSizes([WORKSPACE_WIDTH, rest, SIDE_WIDTH])
        self.tabs.setCurrentIndex(min(settings.side_tab, self.tabs.count() - 1))
        for changed in (self.side_splitter.splitterMoved, self.tabs.currentChanged):
            changed.connect(lambda *_: self._remember_soon.start())

    def _remember(self) -> None:
        self._remember_soon.stop()
        if self.picture_only:
            return
        settings = self._settings
        settings.geometry = bytes(self.saveGeometry().data())
        settings.columns = bytes(self.side_splitter.saveState().data())
        settings.side_tab = self.tabs.currentIndex()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.show_picture_only(False)
        self._remember()
        self.closing.emit()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.escaped.emit()
            return
        super().keyPressEvent(event)
        if not event.isAutoRepeat():
            self.keyUnused.emit(portable(pressed(event)))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Beside a picture Tab walks the queue; where that is empty, it must not go unseen to a
        button of a panel, which the space bar would press instead of playing."""
        return self.stage.currentIndex() == 0 and super().focusNextPrevChild(forward)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.WindowStateChange:
            self.fullScreenChanged.emit()
            if self.isVisible():
                self._remember_soon.start()
        super().changeEvent(event)

    def childEvent(self, event: QChildEvent) -> None:
        """When a dialog closes, the keys are the window's again: not every desktop sees to that."""
        child = event.child()
        if event.polished() and isinstance(child, QDialog):
            child.finished.connect(self.activateWindow)
        super().childEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say what dropping would do, or why it does nothing; what is no file is refused."""
        paths = dropped_paths(event.mimeData())
        if paths:
            _accept_copy(event)
            match = self._match_open or self._match_awaited
            self.drop_hint.show_text(drop_text(paths, match))
        elif reason := refusal(event.mimeData()):
            # Taken for now: of a drag refused here, Qt would not tell when it leaves.
            _accept_copy(event)
            self.drop_hint.show_text(reason, useful=False)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_hint.hide()
        paths = dropped_paths(event.mimeData())
        if paths:
            _accept_copy(event)
            self.filesDropped.emit(paths)
            if unused := unused_text(event.mimeData()):
                self.dropRefused.emit(unused)
            return
        event.ignore()
        if reason := refusal(event.mimeData()):
            self.dropRefused.emit(reason)


def _accept_copy(event: QDropEvent) -> None:
    """Take what is dropped, but not over: of a file that is moved its owner may delete his own."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
