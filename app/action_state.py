"""Which actions are possible now: watches the models, tells the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.action_table import When
from app.widgets.follower import Follower
from app.workflows.fine_tune import Stage

if TYPE_CHECKING:
    from app.application import Desk


class ActionState(QObject):
    """Keeps the actions' state up to date."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.actions)
        self._desk = desk
        document, edit = desk.document, desk.document.long_edit
        for changed in (
            document.opened,
            document.closed,
            document.changed,
            document.predictionsChanged,
            document.thresholdChanged,
            document.savedStateChanged,
            edit.begun,
            edit.written,
            edit.ended,
            desk.playhead.loopChanged,
            desk.window.pictureOnlyChanged,
            desk.review.queueChanged,
            desk.prelabel.stateChanged,
            desk.selection.changed,
            desk.workspace.changed,
            desk.message_bar.arranged,
            desk.canvas.overlays.changed,
            desk.open_match.busyChanged,
            desk.reports.clipChanged,
            desk.previews.runningChanged,
            desk.fine_tune.changed,
        ):
            changed.connect(self.refresh)
        Follower(desk.playhead, self.refresh, self)
        self.refresh()

    def refresh(self) -> None:
        """Tell the actions what holds, where that is new."""
        state = self.holding()
        if state != self._desk.actions.state:
            self._desk.actions.set_state(state)

    def holding(self) -> When:
        """What holds now."""
        desk, document, frame = self._desk, self._desk.document, self._desk.playhead.frame
        video, track = document.video, document.track
        held = [
            (When.JOB, desk.prelabel.running),
            (When.IDLE, not desk.prelabel.here),
            (When.SEVERAL, len(desk.workspace.entries) > 1),
            (When.PICTURE_ONLY, desk.window.picture_only),
            (When.OFFER, desk.message_bar.offer is not None),
            (When.OVERLAY, bool(desk.canvas.overlays.in_hand)),
            (When.OPENING, desk.open_match.busy),
            (When.CLIP, desk.reports.writing_clip),
            (When.EDITING, document.long_edit.cancellable),
            (When.PREVIEWS, desk.previews.running),
            (When.TRAINING, desk.fine_tune.training.running),
            (When.LEARNING, desk.fine_tune.training.stage is Stage.TRAINING),
            (When.MATCH, video is not None),
        ]
        if video is not None:
            stack = document.undo_stack
            held += [
                (When.LOOP, desk.playhead.loop is not None),
                (When.UNEVEN, len(video.timing.irregular) > 0),
                (When.UNDO, stack.canUndo()),
                (When.REDO, stack.canRedo()),
                (When.RANGE, desk.selection.range is not None),
                (When.QUEUE, len(desk.review.stretches) > 0),
                (When.DOUBT, desk.review.here is not None),
                (When.FILTERED, desk.review.altered),
                (When.RALLIES, len(desk.rallies) > 0),
                (When.RALLY, desk.rallies.here is not None),
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
