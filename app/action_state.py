"""Which actions are possible now: watches the models, tells the actions."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.action_table import When
from app.actions import Actions
from app.document import Document
from app.main_window import MainWindow
from app.playhead import Playhead
from app.selection import Selection
from app.workflows.prelabel import Prelabel
from app.workflows.review import Review
from app.workflows.workspace import Workspace


class ActionState(QObject):
    """Keeps the actions' state up to date."""

    def __init__(
        self,
        actions: Actions,
        document: Document,
        playhead: Playhead,
        review: Review,
        prelabel: Prelabel,
        window: MainWindow,
        selection: Selection,
        workspace: Workspace,
    ) -> None:
        super().__init__(actions)
        self._actions = actions
        self._document = document
        self._playhead = playhead
        self._review = review
        self._prelabel = prelabel
        self._window = window
        self._selection = selection
        self._workspace = workspace
        document.opened.connect(self.refresh)
        document.closed.connect(self.refresh)
        document.changed.connect(self.refresh)
        document.predictionsChanged.connect(self.refresh)
        document.thresholdChanged.connect(self.refresh)
        document.savedStateChanged.connect(self.refresh)
        playhead.frameChanged.connect(self.refresh)
        playhead.loopChanged.connect(self.refresh)
        window.pictureOnlyChanged.connect(self.refresh)
        review.queueChanged.connect(self.refresh)
        prelabel.stateChanged.connect(self.refresh)
        selection.changed.connect(self.refresh)
        workspace.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Tell the actions what holds, where that is new."""
        state = self.holding()
        if state != self._actions.state:
            self._actions.set_state(state)

    def holding(self) -> When:
        """What holds now."""
        state = When.JOB if self._prelabel.running else When.IDLE
        state |= When.SEVERAL if len(self._workspace.entries) > 1 else When.ALWAYS
        state |= When.PICTURE_ONLY if self._window.picture_only else When.ALWAYS
        video = self._document.video
        if video is None:
            return state
        state |= When.MATCH
        track, frame = self._document.track, self._playhead.frame
        if frame < len(track):
            mark = track.mark_at(frame)
            state |= When.BALL if mark is not None and mark.position else When.ALWAYS
            state |= When.ANSWERED if mark is not None else When.ALWAYS
            state |= When.MARKED if track.human_mark_at(frame) else When.ALWAYS
            state |= When.PEAKS if len(track.candidates_at(frame)) else When.ALWAYS
        state |= When.LOOP if self._playhead.loop else When.ALWAYS
        state |= When.UNEVEN if len(video.timing.irregular) else When.ALWAYS
        stack = self._document.undo_stack
        state |= When.UNDO if stack.canUndo() else When.ALWAYS
        state |= When.REDO if stack.canRedo() else When.ALWAYS
        state |= When.RANGE if self._selection.range else When.ALWAYS
        state |= When.QUEUE if len(self._review.stretches) else When.ALWAYS
        state |= When.DOUBT if self._review.here else When.ALWAYS
        state |= When.ALWAYS if self._review.filter.shows_all else When.FILTERED
        return state
