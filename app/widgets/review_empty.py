"""What stands in the place of an empty review queue: why it is empty, and what to do next."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.actions import Actions
from app.document import Document
from app.engine_sentences import in_language
from app.jobs.job_state import Phase
from app.numerals import grouped, whole_percent
from app.widgets.parts import KeyButton, label
from app.workflows.prelabel import Prelabel
from app.workflows.review import Below, Review

HARDLY_ANY = 0.02
"""A model that sees the ball in a smaller share of the frames has not understood the video."""
AFTERWARDS = ("export", "finetune", "lower_bar")
"""What may follow once all is settled; the last one goes on with the queue."""


class EmptyQueue(QScrollArea):
    """A sentence; once a person has settled all, what may follow as buttons."""

    def __init__(
        self, document: Document, review: Review, prelabel: Prelabel, actions: Actions
    ) -> None:
        super().__init__()
        self._document = document
        self._review = review
        self._prelabel = prelabel
        self._actions = actions
        self.heading = label("", "name")
        self.sentence = label("", "muted")
        self.buttons = {name: KeyButton(actions[name]) for name in AFTERWARDS}
        self._inner = QWidget()
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(20, 0, 20, 6)
        column.setSpacing(6)
        column.addStretch(2)
        for text in (self.heading, self.sentence):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            text.setWordWrap(True)
        # What most go on with comes first: in a low window the rest is below the edge.
        column.addWidget(self.heading)
        column.addWidget(self.buttons["export"])
        column.addWidget(self.buttons["finetune"])
        column.addWidget(self.sentence)
        column.addWidget(self.buttons["lower_bar"])
        column.addStretch(3)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        actions.keysChanged.connect(self.explain)
        prelabel.stateChanged.connect(lambda _state: self.explain())

    def whole_height(self) -> int:
        """How much room it needs for all of it to be seen."""
        return self._inner.heightForWidth(self.width())

    def text(self) -> str:
        """What it says besides the heading."""
        return self.sentence.text()

    def explain(self) -> None:
        """Say why the queue is empty, where it is."""
        if len(self._review.stretches):
            return
        why = self._why_empty()
        done = not why
        below = self._review.below if done else None
        self.heading.setVisible(done)
        self.heading.setText(self._heading())
        self.sentence.setText(why or self._what_follows(below))
        self.sentence.setVisible(self.text() != "")
        for name, button in self.buttons.items():
            button.setVisible(done and (name != "lower_bar" or below is not None))

    def _heading(self) -> str:
        if self._all_reviewed():
            return self.tr("Every frame is reviewed")
        return self.tr("Done: every doubt is settled")

    def _all_reviewed(self) -> bool:
        return self._document.reviewed == self._document.frame_count

    def _what_follows(self, below: Below | None) -> str:
        """Where nothing is left: what has not been asked about; '' where there is no such frame."""
        if below is None or self._all_reviewed():
            return ""
        if below.frames == 1:
            text = self.tr(
                "Nothing left above a doubt of {bar}. From {lower} on, one more frame is a little "
                "doubtful."
            )
        else:
            text = self.tr(
                "Nothing left above a doubt of {bar}. From {lower} on, {count} more frames are a "
                "little doubtful."
            )
        return text.format(
            bar=whole_percent(self._review.bar),
            lower=whole_percent(below.bar),
            count=grouped(below.frames),
        )

    def _why_empty(self) -> str:
        """Why there is nothing to look at; '' where all of it has been settled."""
        if not self._document.is_open:
            return self.tr("Frames worth a second look appear here.")
        job = self._prelabel.state
        if job is not None and self._prelabel.here:
            if job.phase is Phase.PAUSED:
                return self.tr(
                    "Pre-labelling is paused; the frames the model is unsure of appear here."
                )
            text = self.tr(
                "Pre-labelling is still going on; the frames the model is unsure of appear here."
            )
            # Where the model is made ready for minutes, the message about it is gone long before.
            return f"{in_language(job.notice)}\n\n{text}" if job.preparing and job.notice else text
        left = self._review.progress.left
        if left and not self._review.filter.shows_all:
            text = self.tr(
                "None of the {count} doubtful frames passes the filter. Show all again with {key}."
            )
            key = self._actions.key_or_name("clear_filter")
            return text.format(count=grouped(left), key=key)
        if len(self._review.queue):
            return self.tr("All that looks suspicious lies in stretches that are left out.")
        track = self._document.track
        predicted = track.predicted
        place = self._prelabel.place_here
        if place == 1:
            return self.tr(
                "This match is pre-labelled next; the frames the model is unsure of appear here."
            )
        if place:
            text = self.tr(
                "This match waits to be pre-labelled, number {place} in the queue; the frames the "
                "model is unsure of appear here."
            )
            return text.format(place=place)
        if not predicted.any():
            text = self.tr("{advice}; the frames the model is unsure of appear here.")
            advice = self._actions.with_keys(self.tr("Pre-label the match"), "prelabel")
            return text.format(advice=advice)
        if not self._review.knows_match:
            return self.tr("Looking for the frames that are worth a look…")
        # An empty queue means nothing where the model saw nothing, unless a person has looked.
        found = track.predicted_score[predicted] >= track.threshold
        if np.mean(found) < HARDLY_ANY and not track.persons[predicted].all():
            return self.tr(
                "The model found a ball in only {found} of {answered} frames, so there is nothing "
                "to compare. Lower the threshold (Frame tab), try other weights, or mark some "
                "frames and fine-tune."
            ).format(found=grouped(int(np.count_nonzero(found))), answered=grouped(len(found)))
        if self._all_reviewed():
            return ""
        # Where pre-labelling was stopped, the end of the queue is not the end of the match.
        persons = track.persons
        left_out = self._document.segments.left_out_mask(persons)
        unanswered = int(np.count_nonzero(~predicted & ~persons & ~left_out))
        if unanswered:
            text = self.tr(
                "Nothing left that looks suspicious in what is pre-labelled; {count} frames have "
                "no answer yet. {advice}."
            )
            advice = self._actions.with_keys(self.tr("Pre-label the rest"), "prelabel")
            return text.format(count=grouped(unanswered), advice=advice)
        return ""
