"""The review queue: stretches worth a look, worst first, with the reason; and how the work goes."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListView,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.actions import Actions
from app.document import Document
from app.engine_sentences import in_language
from app.jobs.job_state import Phase
from app.numerals import grouped, percent
from app.playhead import Playhead
from app.widgets.follower import Follower
from app.widgets.parts import ElidedLabel, ProgressBar, action_button, label, line
from app.widgets.review_filters import ReviewFilters
from app.widgets.review_rows import ITEM_ROLE, ROW_HEIGHT, QueueDelegate, QueueModel
from app.widgets.review_words import work_detail, work_text
from app.workflows.prelabel import Prelabel
from app.workflows.review import Review

WHOLE_FROM = 300
"""Lower (pixels), and the filters would overlap with what was done and with the queue."""
HARDLY_ANY = 0.02
"""A model that sees the ball in a smaller share of the frames has not understood the video."""


class ReviewPanel(QWidget):
    """One of the tabs on the right."""

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        review: Review,
        prelabel: Prelabel,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Review"))
        self._document = document
        self._playhead = playhead
        self._review = review
        self._prelabel = prelabel
        self._actions = actions
        self.count = label("", "name")
        self.filters = ReviewFilters(review, actions)
        self.filters.hide()
        self.session = ElidedLabel("", "small")
        self.progress_text = label("", "small")
        self.progress = ProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.count, 1)
        head.addWidget(action_button(actions["filters"]))
        head.addWidget(action_button(actions["previous_suspect"]))
        head.addWidget(action_button(actions["next_suspect"]))

        self.model = QueueModel(document, self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(QueueDelegate(document, self.view))
        self.view.setMinimumHeight(ROW_HEIGHT)
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.clicked.connect(lambda index: review.go_to(index.data(ITEM_ROLE).worst))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self.empty = QLabel()
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(28, 0, 28, 0)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.empty)

        self.advance = action_button(actions["advance"], text="", role="range")
        self.advance.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)

        top = QWidget()
        top_column = QVBoxLayout(top)
        top_column.setContentsMargins(16, 12, 12, 10)
        top_column.setSpacing(6)
        top_column.addLayout(head)
        top_column.addWidget(self.progress)
        top_column.addWidget(self.progress_text)
        top_column.addWidget(self.session)
        top_column.addWidget(self.filters)
        bottom = QWidget()
        bottom_row = QHBoxLayout(bottom)
        bottom_row.setContentsMargins(16, 6, 8, 6)
        bottom_row.setSpacing(2)
        bottom_row.addWidget(label(self.tr("Stretch"), "small"))
        for name in ("accept_stretch", "no_ball_stretch"):
            button = action_button(actions[name], text="", icon_size=16, role="range")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            bottom_row.addWidget(button)
        bottom_row.addStretch(1)
        self.advance.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        bottom_row.addWidget(self.advance)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self._pages, 1)
        column.addWidget(line())
        column.addWidget(bottom)

        review.queueChanged.connect(self.refresh)
        actions.keysChanged.connect(self._explain)
        prelabel.stateChanged.connect(lambda _state: self._explain())
        Follower(playhead, self.select_current, self)
        self.refresh()

    def refresh(self) -> None:
        """Show the queue as it is now."""
        review = self._review
        stretches = review.stretches
        self.model.set_stretches(stretches)
        self._pages.setCurrentIndex(0 if len(stretches) else 1)
        self._explain()
        self.count.setText(self._count_text())
        share = review.reviewed_share
        self.progress.setValue(round(share * 1000))
        reviewed = self.tr("{percent} reviewed").format(percent=percent(share))
        self.progress_text.setText(reviewed if self._document.is_open else "")
        statistics = review.statistics
        pace = work_text(statistics.session, brief=True)
        self.session.set_whole(self.tr("Session: {work}").format(work=pace) if pace else "")
        self.session.setToolTip(
            work_detail(self.tr("This session"), statistics.session)
            + "\n\n"
            + work_detail(self.tr("This match"), statistics.total)
        )
        self._actions["filters"].setChecked(self.filters.isVisibleTo(self))
        self.select_current()
        self._show_next()

    def _show_next(self) -> None:
        """Where the frame in view has no row (any more), have the one in sight that comes next."""
        frame = self._playhead.frame
        following = self._review.stretches.after(frame)
        if following is not None and self.model.row_of(frame) is None:
            row = self.model.row_of(following.worst)
            if row is not None and not self.view.underMouse():
                self.view.scrollTo(self.model.index(row))

    def toggle_filters(self) -> None:
        """Show the filters, or put them away."""
        self.filters.setVisible(not self.filters.isVisibleTo(self))
        self._actions["filters"].setChecked(self.filters.isVisibleTo(self))
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._make_room()
        super().resizeEvent(event)

    def _make_room(self) -> None:
        """In a low window, what was done gives way to the filters: the bar still tells it."""
        room = self.height() >= WHOLE_FROM or not self.filters.isVisibleTo(self)
        self.progress_text.setVisible(room)
        self.session.setVisible(room)

    def _count_text(self) -> str:
        stretches = self._review.stretches
        if not len(self._review.queue):
            return self.tr("Review")
        if not self._review.filter.shows_all:
            text = self.tr("{count} to look at, filtered")
        else:
            text = self.tr("{count} to look at")
        self.count.setToolTip(
            self.tr("{stretches} stretches with {frames} doubtful frames").format(
                stretches=len(stretches), frames=stretches.doubtful
            )
        )
        return text.format(count=grouped(len(stretches)))

    def _show_menu(self, where: QPoint) -> None:
        """What can be done with a row: go there first, so that it is seen."""
        index: QModelIndex = self.view.indexAt(where)
        if index.isValid():
            self._review.go_to(index.data(ITEM_ROLE).worst)
            self._actions.popup("Review", self.view.viewport().mapToGlobal(where), self)

    def _explain(self) -> None:
        """Say why the queue is empty, where it is."""
        if not len(self._review.stretches):
            self.empty.setText(self._why_empty())

    def _why_empty(self) -> str:
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
        if len(self._review.queue) and not self._review.filter.shows_all:
            text = self.tr(
                "None of the {count} doubtful frames passes the filter. Show all again with {key}."
            )
            key = self._actions.key_or_name("clear_filter")
            return text.format(count=len(self._review.queue), key=key)
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
        # An empty queue means nothing where the model saw nothing, unless a person has looked.
        found = track.predicted_score[predicted] >= track.threshold
        if np.mean(found) < HARDLY_ANY and not track.persons[predicted].all():
            return self.tr(
                "The model found a ball in only {found} of {answered} frames, so there is nothing "
                "to compare. Lower the threshold (Frame tab), try other weights, or mark some "
                "frames and fine-tune."
            ).format(found=np.count_nonzero(found), answered=len(found))
        if track.persons.all():
            return self.tr("Every frame is reviewed. Export the labels, or fine-tune on them.")
        # Where pre-labelling was stopped, the end of the queue is not the end of the match.
        left_out = self._document.segments.left_out_mask(track.persons)
        unanswered = int(np.count_nonzero(~predicted & ~track.persons & ~left_out))
        if unanswered:
            text = self.tr(
                "Nothing left that looks suspicious in what is pre-labelled; {count} frames have "
                "no answer yet. {advice}."
            )
            advice = self._actions.with_keys(self.tr("Pre-label the rest"), "prelabel")
            return text.format(count=grouped(unanswered), advice=advice)
        return self.tr(
            "Nothing left that looks suspicious. Export the labels, or fine-tune on them."
        )

    def select_current(self) -> None:
        """Select the row of the frame in view, if it is in the queue."""
        row = self.model.row_of(self._playhead.frame)
        if row is None:
            self.view.clearSelection()
            return
        index = self.model.index(row)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
