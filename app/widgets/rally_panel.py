"""The rallies of the match: when, how long, how often the ball is hit, what is left to look at."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotation.rallies import Rally
from app.actions import Actions
from app.document import Document
from app.jobs.job_state import duration_text
from app.numerals import grouped, percent
from app.playhead import Playhead
from app.theme import MARKS, ThemeKeeper
from app.translation import translate
from app.widgets.follower import Follower
from app.widgets.overlays_hud import timecode
from app.widgets.parts import ElidedLabel, action_button, label, line
from app.widgets.row_list import RowList, paint_ground, paint_heading, paint_share
from app.widgets.row_menu import row_here
from app.widgets.row_model import ROW_ROLE, Index, RowModel
from app.workflows.rallies import RallyList

ROW_HEIGHT = 52
ROW_MENU = ("select_rally", "export_clip", "", "previous_rally", "next_rally", "", "export_rallies")


def name_of(rally: Rally) -> str:
    """What a rally is called."""
    return translate("Rallies", "Rally {number}").format(number=grouped(rally.number))


def doubts_text(rally: Rally) -> str:
    """What is left to look at in a rally."""
    if not rally.doubts:
        return translate("Rallies", "no doubts")
    if rally.doubts == 1:
        return translate("Rallies", "1 doubt")
    return translate("Rallies", "{count} doubts").format(count=grouped(rally.doubts))


def played_text(rally: Rally, seconds: float) -> str:
    """How long a rally is, and how often the ball is hit."""
    if rally.hits == 1:
        return translate("Rallies", "{seconds} s · 1 hit").format(seconds=f"{seconds:.1f}")
    text = translate("Rallies", "{seconds} s · {hits} hits")
    return text.format(seconds=f"{seconds:.1f}", hits=grouped(rally.hits))


class RallyTimes:
    """When rallies begin and how long they are, by the file's own times."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def start(self, rally: Rally) -> float:
        """Seconds from the first frame of the video."""
        video = self._document.video
        return 0.0 if video is None else float(video.index.time(rally.first))

    def length(self, rally: Rally) -> float:
        """Seconds from its first to its last frame."""
        video = self._document.video
        return 0.0 if video is None else float(video.index.time(rally.last)) - self.start(rally)


class RallyDelegate(QStyledItemDelegate):
    """Paints a row: name and time, below them what was played and what is left, and as a bar how
    much is reviewed."""

    def __init__(self, times: RallyTimes, theme: ThemeKeeper, parent: QWidget) -> None:
        super().__init__(parent)
        self._times = times
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rally: Rally = index.data(ROW_ROLE)
        palette: QPalette = option.palette
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, area, option)
        inner = area.adjusted(16, 7, -16, -11)
        paint_heading(painter, inner, palette, name_of(rally), timecode(self._times.start(rally)))
        bottom = Qt.AlignmentFlag.AlignBottom
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.drawText(inner, int(bottom | left), played_text(rally, self._times.length(rally)))
        if rally.doubts:
            painter.setPen(QColor(self._theme.theme.warning))
        painter.drawText(inner, int(bottom | right), doubts_text(rally))
        bar = QRect(inner.left(), area.bottom() - 6, inner.width(), 3)
        paint_share(painter, bar, rally.reviewed, QColor(MARKS.verified), palette)
        painter.restore()


class RallyPanel(QWidget):
    """One of the tabs on the right."""

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        rallies: RallyList,
        actions: Actions,
        theme: ThemeKeeper,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Rallies"))
        self._document = document
        self._rallies = rallies
        self._actions = actions
        self.count = label("", "name")
        self.played = ElidedLabel("", "small")
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.count, 1)
        for name in ("previous_rally", "next_rally"):
            head.addWidget(action_button(actions[name]))
        self._top = QWidget()
        top = QVBoxLayout(self._top)
        top.setContentsMargins(16, 12, 12, 10)
        top.setSpacing(6)
        top.addLayout(head)
        top.addWidget(self.played)

        times = RallyTimes(document)
        self.model = RowModel[Rally](
            dict.fromkeys(
                (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole),
                lambda rally: _whole_text(rally, times),
            ),
            self,
        )
        self.view = RowList(self.model)
        self.view.setItemDelegate(RallyDelegate(times, theme, self.view))
        self.view.setMinimumHeight(ROW_HEIGHT)
        self.view.clicked.connect(lambda index: rallies.go_to(index.row()))
        self.view.menuWanted.connect(self._show_menu)
        self.none = label("", "muted")
        self.none.setWordWrap(True)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setMargin(16)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.none)

        self._bottom = QWidget()
        row = QHBoxLayout(self._bottom)
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(2)
        for name in ("select_rally", "export_rallies"):
            button = action_button(actions[name], text="", icon_size=16, role="range")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        row.addStretch(1)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addWidget(self._pages, 1)
        column.addWidget(line())
        column.addWidget(self._bottom)

        self._late = False
        Follower(playhead, self._show_current, self)
        rallies.changed.connect(self.refresh)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while another tab was in front."""
        if self._late:
            self.refresh()
        super().showEvent(event)

    def refresh(self) -> None:
        """Show the rallies as they are now, or once they are looked at."""
        self._late = self.window().isVisible() and not self.isVisible()
        if self._late:
            return
        count = len(self._rallies)
        self.model.show_rows(self._rallies.rows())
        self._pages.setCurrentWidget(self.view if count else self.none)
        self._bottom.setVisible(count > 0)
        self.none.setText(self._why_none())
        if count > 1:
            self.count.setText(self.tr("{count} rallies").format(count=grouped(count)))
        else:
            self.count.setText(self.tr("One rally") if count else self.tr("Rallies"))
        self.played.set_whole(self._played_text() if count else "")
        self._make_room()
        # A row is scrolled to in the room that is left once the buttons below are there.
        self._column.activate()
        self._show_current()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._make_room()
        super().resizeEvent(event)

    def _make_room(self) -> None:
        """In a low window, how much was played gives way to the rallies."""
        self.played.setVisible(True)
        below = ROW_HEIGHT + self._bottom.sizeHint().height()
        self.played.setVisible(self.height() >= self._top.sizeHint().height() + below)

    def _played_text(self) -> str:
        info, track = self._document.info, self._document.track
        if info is None:
            return ""
        played, answered = self._rallies.frames, int((track.predicted | track.persons).sum())
        if answered < len(track):
            text = self.tr("{played} of play in {whole} looked at ({percent})")
        else:
            text = self.tr("{played} of play in {whole} ({percent})")
        return text.format(
            played=duration_text(float(played / info.fps)),
            whole=duration_text(float(answered / info.fps)),
            percent=percent(played / max(answered, 1)),
        )

    def _why_none(self) -> str:
        if not self._document.is_open:
            return self.tr("The rallies of a match appear here.")
        if not self._rallies.known:
            return ""  # in a moment
        track = self._document.track
        if not (track.has_ball.any() or track.predicted.any()):
            text = self.tr("{advice}; its rallies appear here.")
            advice = self._actions.with_keys(self.tr("Pre-label the match"), "prelabel")
            return text.format(advice=advice)
        return self.tr("No stretch is long enough, with the ball in flight, for a rally.")

    def _show_current(self) -> None:
        """Select the row of the rally in view."""
        row = self._rallies.here
        if row is None or row >= self.model.rowCount():
            self.view.clearSelection()
            return
        index = self.model.index(row)
        self.view.setCurrentIndex(index)
        self.view.scrollTo(index)

    def show_menu_here(self) -> bool:
        """Open the menu of the row under the mouse, or of that of the frame in view; whether there
        is one."""
        return self._show_menu(*row_here(self.view))

    def _show_menu(self, index: QModelIndex, where: QPoint) -> bool:
        """What can be done with a row: go there first, so that it is seen."""
        if index.isValid():
            self._rallies.go_to(index.row())
            menu = self._actions.menu(ROW_MENU, self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(where)
        return index.isValid()


def _whole_text(rally: Rally, times: RallyTimes) -> str:
    """All that a row says, in a line."""
    parts = (
        f"{name_of(rally)}, {timecode(times.start(rally))}",
        played_text(rally, times.length(rally)),
        doubts_text(rally),
        translate("Rallies", "{percent} reviewed").format(percent=percent(rally.reviewed)),
        translate("Rallies", "frames {first}–{last}").format(
            first=grouped(rally.first), last=grouped(rally.last)
        ),
    )
    return " · ".join(parts)
