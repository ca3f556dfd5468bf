"""The review queue: frames worth a look, worst first, with the reason."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QProgressBar,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotation.review import ReviewItem, ReviewQueue, review_queue
from annotation.track import BallTrack
from app.actions import Actions
from app.document import Document
from app.jobs.job_state import Phase
from app.playhead import Playhead
from app.settings import Settings
from app.theme import MARKS
from app.translation import translate
from app.widgets.overlays_hud import timecode
from app.widgets.parts import action_button, label, line
from app.workflows.prelabel import Prelabel
from app.workflows.review import Review

ROW_HEIGHT = 46
HARDLY_ANY = 0.02
"""A model that sees the ball in a smaller share of the frames has not understood the video."""
ITEM_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


def reasons_text(item: ReviewItem) -> str:
    """Why a frame is worth a look, in the language of the window."""
    return translate("Review", ", ").join(translate("Reasons", reason) for reason in item.reasons)


class QueueModel(QAbstractListModel):
    """The queue as Qt wants it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items = review_queue(BallTrack(0))

    def set_queue(self, queue: ReviewQueue) -> None:
        """Show another queue."""
        self.beginResetModel()
        self._items = queue
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self._items[index.row()]
        if role == ITEM_ROLE:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.tr("Frame {frame}: {reasons}").format(
                frame=item.frame, reasons=reasons_text(item)
            )
        return None

    def row_of(self, frame: int) -> int | None:
        """The row that holds `frame`."""
        rows = np.flatnonzero(self._items.frames == frame)
        return int(rows[0]) if len(rows) else None


class QueueDelegate(QStyledItemDelegate):
    """Paints a row: a bar as long as the suspicion, frame and time, the reasons below."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: ReviewItem = index.data(ITEM_ROLE)
        state = option.state
        area: QRect = option.rect
        palette: QPalette = option.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, palette.color(QPalette.ColorRole.Highlight))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, palette.color(QPalette.ColorRole.Midlight))
        inner = area.adjusted(16, 7, -16, -7)
        text = palette.color(QPalette.ColorRole.Text)
        muted = palette.color(QPalette.ColorRole.PlaceholderText)

        bold = QFont(painter.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(text)
        top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        painter.drawText(
            inner,
            int(top | Qt.AlignmentFlag.AlignLeft),
            self.tr("Frame {frame}").format(frame=item.frame),
        )
        plain = QFont(bold)
        plain.setWeight(QFont.Weight.Normal)
        painter.setFont(plain)
        painter.setPen(muted)
        video = self._document.video
        if video is not None and item.frame < video.info.frame_count:
            moment = timecode(float(video.index.time(item.frame)))
            painter.drawText(inner, int(top | Qt.AlignmentFlag.AlignRight), moment)
        reasons = painter.fontMetrics().elidedText(
            reasons_text(item), Qt.TextElideMode.ElideRight, inner.width() - 62
        )
        painter.drawText(inner, int(bottom | Qt.AlignmentFlag.AlignLeft), reasons)

        width, height = 48, 5
        bar = QRect(inner.right() - width + 1, inner.bottom() - height - 4, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(bar, 2.5, 2.5)
        share = min(max(float(item.suspicion), 0.0), 1.0)
        bar.setWidth(max(height, round(width * share)))
        painter.setBrush(QColor(MARKS.outlier if share > 0.66 else MARKS.low_confidence))
        painter.drawRoundedRect(bar, 2.5, 2.5)
        painter.restore()


class ReviewPanel(QWidget):
    """One of the tabs on the right."""

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        review: Review,
        prelabel: Prelabel,
        settings: Settings,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self._review = review
        self._prelabel = prelabel
        self.count = label("", "name")
        self.progress_text = label("", "small")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.count, 1)
        head.addWidget(action_button(actions["previous_suspect"]))
        head.addWidget(action_button(actions["next_suspect"]))

        self.model = QueueModel(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(QueueDelegate(document, self.view))
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.clicked.connect(lambda index: review.go_to(index.data(ITEM_ROLE).frame))
        self.empty = QLabel()
        self.empty.setProperty("role", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(28, 0, 28, 0)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.empty)

        self.advance = QCheckBox(self.tr("Go on after a decision"))
        self.advance.setToolTip(
            self.tr("After Enter, X, Q or a digit on a frame of the queue, go to the next one")
        )
        self.advance.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.advance.setChecked(settings.advance_after_decision)
        self.advance.toggled.connect(lambda on: setattr(settings, "advance_after_decision", on))

        top = QWidget()
        top_column = QVBoxLayout(top)
        top_column.setContentsMargins(16, 12, 12, 10)
        top_column.setSpacing(6)
        top_column.addLayout(head)
        top_column.addWidget(self.progress)
        top_column.addWidget(self.progress_text)
        bottom = QWidget()
        bottom_row = QHBoxLayout(bottom)
        bottom_row.setContentsMargins(16, 8, 16, 10)
        bottom_row.addWidget(self.advance)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self._pages, 1)
        column.addWidget(line())
        column.addWidget(bottom)

        review.queueChanged.connect(self.refresh)
        prelabel.stateChanged.connect(lambda _state: self._explain())
        playhead.frameChanged.connect(lambda _frame: self.select_current())
        self.refresh()

    def refresh(self) -> None:
        """Show the queue as it is now."""
        queue = self._review.queue
        self.model.set_queue(queue)
        self._pages.setCurrentIndex(0 if len(queue) else 1)
        self._explain()
        self.count.setText(
            self.tr("{count} to look at").format(count=len(queue))
            if len(queue)
            else self.tr("Review")
        )
        share = self._review.reviewed_share
        self.progress.setValue(round(share * 1000))
        percent = f"{share * 100:.1f} %"
        self.progress_text.setText(
            self.tr("{percent} of all frames reviewed").format(percent=percent)
        )
        self.select_current()

    def _explain(self) -> None:
        """Say why the queue is empty, where it is."""
        if not len(self._review.queue):
            self.empty.setText(self._why_empty())

    def _why_empty(self) -> str:
        if not self._document.is_open:
            return self.tr("Frames worth a second look appear here.")
        job = self._prelabel.state
        if job is not None:
            if job.phase is Phase.PAUSED:
                return self.tr(
                    "Pre-labelling is paused; the frames the model is unsure of appear here."
                )
            return self.tr(
                "Pre-labelling is still going on; the frames the model is unsure of appear here."
            )
        track = self._document.track
        predicted = track.predicted
        if not predicted.any():
            return self.tr(
                "Pre-label the match (Ctrl+P); the frames the model is unsure of appear here."
            )
        # An empty queue means nothing where the model saw nothing, unless a person has looked.
        found = track.predicted_score[predicted] >= track.threshold
        if np.mean(found) < HARDLY_ANY and not track.persons[predicted].all():
            return self.tr(
                "The model found a ball in only {found} of {answered} frames, so there is nothing "
                "to compare. Lower the threshold (Frame tab), try other weights, or mark some "
                "frames and fine-tune."
            ).format(found=np.count_nonzero(found), answered=len(found))
        return self.tr("Nothing left that looks suspicious.")

    def select_current(self) -> None:
        """Select the row of the frame in view, if it is in the queue."""
        row = self.model.row_of(self._playhead.frame)
        if row is None:
            self.view.clearSelection()
            return
        index = self.model.index(row)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
