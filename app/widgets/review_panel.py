"""The review queue: stretches worth a look, worst first, with the reason; and how the work goes."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.actions import Actions
from app.document import Document
from app.numerals import grouped, percent, whole_percent
from app.playhead import Playhead
from app.widgets.follower import Follower
from app.widgets.parts import ElidedLabel, ProgressBar, action_button, label, line
from app.widgets.review_empty import EmptyQueue
from app.widgets.review_filters import ReviewFilters
from app.widgets.review_rows import ITEM_ROLE, ROW_HEIGHT, QueueDelegate, QueueModel
from app.widgets.review_words import duration, work_detail, work_text
from app.widgets.row_list import RowList
from app.widgets.row_menu import row_here
from app.workflows.prelabel import Prelabel
from app.workflows.review import Review

WHOLE_FROM = 300
"""Lower (pixels), and the filters would overlap with what was done and with the queue."""


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
        self._actions = actions
        self.count = label("", "name")
        self.filters = ReviewFilters(review, actions)
        # A bar from the last session must be seen, or who does not remember it wonders.
        self.filters.setVisible(review.altered)
        self.session = ElidedLabel("", "small")
        self.progress_text = ElidedLabel("", "small")
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
        self.view = RowList(self.model)
        self.view.setItemDelegate(QueueDelegate(document, self.view))
        self.view.setMinimumHeight(ROW_HEIGHT)
        self.view.clicked.connect(lambda index: review.go_to(index.data(ITEM_ROLE).worst))
        self.view.menuWanted.connect(self._show_menu)
        self.empty = EmptyQueue(document, review, prelabel, actions)
        self.empty.setMinimumHeight(ROW_HEIGHT)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.empty)

        self.advance = action_button(actions["advance"], text="", role="range")
        self.advance.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)

        self._top = QWidget()
        top_column = QVBoxLayout(self._top)
        top_column.setContentsMargins(16, 12, 12, 10)
        top_column.setSpacing(6)
        top_column.addLayout(head)
        top_column.addWidget(self.progress)
        top_column.addWidget(self.progress_text)
        top_column.addWidget(self.session)
        top_column.addWidget(self.filters)
        self._bottom = QWidget()
        bottom_row = QHBoxLayout(self._bottom)
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
        self._rule = line()
        column.addWidget(self._top)
        column.addWidget(self._pages, 1)
        column.addWidget(self._rule)
        column.addWidget(self._bottom)

        review.queueChanged.connect(self.refresh)
        Follower(playhead, self.select_current, self)
        self.refresh()

    def refresh(self) -> None:
        """Show the queue as it is now."""
        review = self._review
        stretches = review.stretches
        self.model.set_stretches(stretches)
        self._pages.setCurrentIndex(0 if len(stretches) else 1)
        self.empty.explain()
        self.count.setText(self._count_text())
        self.progress.setValue(round(review.progress.share * 1000))
        self._tell_progress()
        statistics = review.statistics
        pace = work_text(statistics.session, brief=True)
        self.session.set_whole(self.tr("Session: {work}").format(work=pace) if pace else "")
        self._make_room()
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
        """In a low window, what was done gives way to the filters, and to what may follow: the bar
        still tells it, until there is no room for that either. Without a stretch there is nothing
        to do with one."""
        some = len(self._review.stretches) > 0
        for widget in (self._rule, self._bottom):
            widget.setVisible(some)
        told = self.session.whole() != ""
        for widget in (self.progress, self.progress_text):
            widget.setVisible(True)
        self.session.setVisible(told)
        row = ROW_HEIGHT + self._bottom.sizeHint().height()
        below = row if some else self.empty.whole_height()
        room = self.height() >= self._top.sizeHint().height() + below
        if some and self.filters.isVisibleTo(self):
            room &= self.height() >= WHOLE_FROM
        self.progress_text.setVisible(room)
        self.session.setVisible(room and told)
        self.progress.setVisible(self.height() >= self._top.sizeHint().height() + row)
        if self.filters.isVisibleTo(self):
            # Lower still, whoever sets filters sees them, and the queue again once they are away.
            left = self.height() - self._top.sizeHint().height()
            for widget in (self._rule, self._bottom):
                widget.setVisible(some and left >= row)
            self._pages.setVisible(left >= ROW_HEIGHT)
        else:
            self._pages.setVisible(True)

    def _count_text(self) -> str:
        left, stretches = self._review.progress.left, self._review.stretches
        self.count.setToolTip("")
        if not left and not self._review.progress.settled:
            return self.tr("Review")
        filtered = bool(left) and not self._review.filter.shows_all
        if filtered:
            left = stretches.doubtful
        if left > 1:
            several = self.tr("{count} doubts left")
            text = self.tr("{count} doubts left, filtered") if filtered else several
        elif left == 1:
            text = self.tr("One doubt left, filtered") if filtered else self.tr("One doubt left")
        else:
            text = self.tr("No doubt left, filtered") if filtered else self.tr("No doubt left")
        tooltip = self.tr("{stretches} stretches with {frames} doubtful frames")
        self.count.setToolTip(
            tooltip.format(stretches=grouped(len(stretches)), frames=grouped(stretches.doubtful))
            + "\n"
            + self.tr("Doubtful is what is wrong with a probability of {bar} or more").format(
                bar=whole_percent(self._review.bar)
            )
        )
        return text.format(count=grouped(left))

    def _tell_progress(self) -> None:
        """How many doubts are settled, how long the rest will take, how much is reviewed."""
        if not self._document.is_open:
            self.progress_text.set_whole("")
            return
        progress, seconds = self._review.progress, self._review.seconds_left
        reviewed = self.tr("{percent} reviewed")
        parts = [reviewed.format(percent=percent(self._review.reviewed_share))]
        if progress.settled:
            text = self.tr("{settled} of {all} settled")
            settled, known = progress.settled, progress.settled + progress.left
            parts.insert(0, text.format(settled=grouped(settled), all=grouped(known)))
        if seconds is not None and progress.left:
            text = self.tr("about {time} left")
            parts.insert(1, text.format(time=duration(max(60.0, seconds))))
        self.progress_text.set_whole(" · ".join(parts), " · ".join(parts[:-1]))

    def show_menu_here(self) -> bool:
        """Open the menu of the row under the mouse, or of that of the frame in view; whether there
        is one."""
        return self._show_menu(*row_here(self.view))

    def _show_menu(self, index: QModelIndex, where: QPoint) -> bool:
        """What can be done with a row: go there first, so that it is seen."""
        if index.isValid():
            self._review.go_to(index.data(ITEM_ROLE).worst)
            self._actions.popup("Review", where, self)
        return index.isValid()

    def select_current(self) -> None:
        """Select the row of the frame in view, if it is in the queue."""
        row = self.model.row_of(self._playhead.frame)
        if row is None:
            self.view.clearSelection()
            return
        index = self.model.index(row)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
