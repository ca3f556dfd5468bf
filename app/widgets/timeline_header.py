"""The line above the strips: what the colours mean, or what can be done with the selection."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QStackedWidget, QToolButton, QWidget

from annotation.events import Event
from app.actions import Actions
from app.document import Document
from app.numerals import grouped
from app.selection import Selection
from app.translation import translate
from app.widgets.overlays_marks import LOW_CONFIDENCE_MARGIN, TITLES, MarkKind, paint_glyph
from app.widgets.parts import ElidedLabel, action_button, line
from app.widgets.timeline_ticks import EVENT_WIDTH, event_sign

HEADER_HEIGHT = 32
LEGEND = (
    MarkKind.MODEL,
    MarkKind.LOW_CONFIDENCE,
    MarkKind.MODEL_NO_BALL,
    MarkKind.INTERPOLATED,
    MarkKind.HUMAN,
    MarkKind.VERIFIED,
    MarkKind.NO_BALL,
    MarkKind.OCCLUDED,
    MarkKind.OUTLIER,
)
RANGE_ACTIONS = ("accept_range", "no_ball_range", "clear_range", "fill_range", "retrack_range")
EXCLUDE_ACTIONS = ("exclude_break", "exclude_replay", "exclude_close_up", "include_range")
ZOOM_ACTIONS = ("timeline_out", "timeline_in", "timeline_fit")
_GLYPH = 18
_GAP = 14


class Legend(QWidget):
    """Every kind of mark and of event with its sign and name, as many as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("What the colours mean"))
        marks = self.tr(
            "Low score: less than {margin} above the threshold. Outlier: the ball jumps off "
            "its path; in the picture and the review."
        ).format(margin=LOW_CONFIDENCE_MARGIN)
        events = self.tr(
            "▲ Hit, ▼ bounce, × net: hollow or thin where it is proposed, filled or bold where you "
            "named it."
        )
        self.setToolTip(f"{marks}\n{events}")

    def sizeHint(self) -> QSize:
        return QSize(600, HEADER_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, HEADER_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._picture = None

    def changeEvent(self, event: QEvent) -> None:
        self._picture = None
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            ratio = self.devicePixelRatioF()
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            self._draw(self._picture)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()

    def _draw(self, picture: QPixmap) -> None:
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(11)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        muted = self.palette().color(QPalette.ColorRole.PlaceholderText)
        shade = self.palette().color(QPalette.ColorRole.WindowText).rgba()
        events = {
            Event.HIT: self.tr("Hit"),
            Event.BOUNCE: self.tr("Bounce"),
            Event.NET: self.tr("Net"),
        }
        titles = [*(translate("Marks", TITLES[kind]) for kind in LEGEND), *events.values()]
        x, middle = 0.0, self.height() / 2
        for kind, title in zip((*LEGEND, *events), titles, strict=True):
            width = metrics.horizontalAdvance(title)
            if x + _GLYPH + width > self.width():
                break
            if isinstance(kind, MarkKind):
                paint_glyph(painter, kind, QPointF(x + 6, middle), 5.0)
            else:
                sign = event_sign(kind, shade, False, picture.devicePixelRatio())
                painter.drawPixmap(QPointF(x + 1, middle - EVENT_WIDTH / 2), sign)
            painter.setPen(muted)
            box = QRectF(x + _GLYPH, 0, width + 2, self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, title)
            x += _GLYPH + width + _GAP
        painter.end()


class SelectionBar(QWidget):
    """How much is selected, and a button for everything that can be done with it."""

    def __init__(
        self,
        document: Document,
        selection: Selection,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._selection = selection
        self.summary = ElidedLabel("", "value")
        self.summary.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.summary)
        row.addSpacing(10)
        self.buttons: dict[str, QToolButton] = {}
        for name in RANGE_ACTIONS:
            button = action_button(actions[name], text="", icon_size=16, role="range")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self.buttons[name] = button
            row.addWidget(button)
        row.addWidget(self._exclude_button(actions))
        row.addSpacing(4)
        row.addWidget(_upright())
        row.addSpacing(4)
        for name in ("zoom_selection", "deselect"):
            row.addWidget(action_button(actions[name], icon_size=16, role="row"))
        row.addStretch(1)
        selection.changed.connect(self.refresh)

    def _exclude_button(self, actions: Actions) -> QToolButton:
        """One button for the ways to leave the selection out, or to take it in again."""
        button = QToolButton()
        button.setText(self.tr("Exclude"))
        button.setToolTip(self.tr("Leave the selection out, or take it in again"))
        button.setIcon(actions["exclude_break"].icon())
        actions["exclude_break"].changed.connect(
            lambda: button.setIcon(actions["exclude_break"].icon())
        )
        button.setIconSize(QSize(16, 16))
        button.setProperty("role", "range")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.addActions([actions[name] for name in EXCLUDE_ACTIONS])
        button.setMenu(menu)
        return button

    def refresh(self) -> None:
        """Tell how much is selected."""
        chosen, video = self._selection.range, self._document.video
        if chosen is None or video is None:
            self.summary.set_whole("")
            return
        first, last = chosen
        if first == last:
            self.summary.set_whole(self.tr("Frame {0} selected").format(grouped(first)))
            return
        after = last + 1
        end = video.index.time(after) if after < video.info.frame_count else video.info.duration
        seconds = max(0.0, float(end) - float(video.index.time(first)))
        text = self.tr("{0}–{1} · {2} frames · {3} s")
        self.summary.set_whole(
            text.format(*map(grouped, (first, last, last - first + 1)), f"{seconds:.2f}")
        )


class TimelineHeader(QWidget):
    """Legend or selection bar at the left, zoom at the right; it never moves what is below."""

    def __init__(
        self,
        document: Document,
        selection: Selection,
        actions: Actions,
        gutter: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._selection = selection
        self.setFixedHeight(HEADER_HEIGHT)
        self.legend = Legend()
        self.bar = SelectionBar(document, selection, actions)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.legend)
        self.pages.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(gutter, 0, 6, 0)
        row.setSpacing(2)
        row.addWidget(self.pages, 1)
        for name in ZOOM_ACTIONS:
            row.addWidget(action_button(actions[name], icon_size=16, role="row"))
        selection.changed.connect(self._turn)
        self._turn()

    def _turn(self) -> None:
        self.pages.setCurrentWidget(self.bar if self._selection.range else self.legend)


def _upright() -> QWidget:
    part = line(vertical=True)
    part.setFixedHeight(18)
    return part
