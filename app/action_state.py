"""Which actions are possible now: watches the models, tells the actions."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.action_table import When
from app.actions import Actions
from app.document import Document
from app.main_window import MainWindow
from app.playhead import Playhead
from app.selection import Selection
from app.widgets.follower import Follower
from app.widgets.message_bar import MessageBar
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
        message_bar: MessageBar,
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
        self._message_bar = message_bar
        document.opened.connect(self.refresh)
        document.closed.connect(self.refresh)
        document.changed.connect(self.refresh)
        document.predictionsChanged.connect(self.refresh)
        document.thresholdChanged.connect(self.refresh)
        document.savedStateChanged.connect(self.refresh)
        Follower(playhead, self.refresh, self)
        playhead.loopChanged.connect(self.refresh)
        window.pictureOnlyChanged.connect(self.refresh)
        review.queueChanged.connect(self.refresh)
        prelabel.stateChanged.connect(self.refresh)
        selection.changed.connect(self.refresh)
        workspace.changed.connect(self.refresh)
        message_bar.arranged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Tell the actions what holds, where that is new."""
        state = self.holding()
        if state != self._actions.state:
            self._actions.set_state(state)

    def holding(self) -> When:
        """What holds now."""
        video, track, frame = self._document.video, self._document.track, self._playhead.frame
        held = [
            (When.JOB, self._prelabel.running),
            (When.IDLE, not self._prelabel.here),
            (When.SEVERAL, len(self._workspace.entries) > 1),
            (When.PICTURE_ONLY, self._window.picture_only),
            (When.OFFER, self._message_bar.offer is not None),
            (When.MATCH, video is not None),
        ]
        if video is not None:
            stack = self._document.undo_stack
            held += [
                (When.LOOP, self._playhead.loop is not None),
                (When.UNEVEN, len(video.timing.irregular) > 0),
                (When.UNDO, stack.canUndo()),
                (When.REDO, stack.canRedo()),
                (When.RANGE, self._selection.range is not None),
                (When.QUEUE, len(self._review.stretches) > 0),
                (When.DOUBT, self._review.here is not None),
                (When.FILTERED, not self._review.filter.shows_all),
            ]
        if video is not None and frame < len(track):
            mark = track.mark_at(frame)
            held += [
                (When.BALL, mark is not None and mark.position is not None),
                (When.ANSWERED, mark is not None),
                (When.MARKED, track.human_mark_at(frame) is not None),
                (When.PEAKS, len(track.candidates_at(frame)) > 0),
            ]
        # As plain numbers: joining flags one by one takes longer than finding out what holds.
        return When(sum(flag.value for flag, holds in held if holds))
