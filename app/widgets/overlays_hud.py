"""The line of facts in the corner of the picture: which frame this is, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from annotation.events import Event
from annotation.marks import BallMark, Visibility
from app.numerals import grouped
from app.theme import MARKS
from app.translation import translate
from app.widgets.overlays_marks import SOURCES, TITLES, MarkKind, colour_of, paint_glyph

if TYPE_CHECKING:
    from tracker.video import FrameTiming

_HEIGHT = 28.0
_MARGIN = 10.0
_PAPER = QColor(12, 14, 18, 205)
_FAINT_PAPER, _FAINT_TEXT = 0.3, 0.75
"""How strongly the line is painted where the ball, a peak or the cursor lies under it."""
_TEXT = QColor("#e7eaef")
_MUTED = QColor("#9aa5b4")
_UNEVEN = QColor("#ffb000")


@dataclass(frozen=True, slots=True)
class HudFacts:
    """What the line says."""

    frame: int
    frame_count: int
    seconds: float
    pts: int
    """Presentation time stamp, in the file's own ticks."""
    kind: MarkKind
    mark: BallMark | None
    timing: str = ""
    """What is unusual about this frame's time, '' where nothing is."""
    event: Event = Event.FLYING
    """What happens to the ball."""
    event_decided: bool = False
    """A person said so; otherwise it is proposed."""
    preview: bool = False
    """The picture is a blurred one, the exact one is on its way."""
    awaited: int | None = None
    """The frame the playhead wants, where it is not the one shown."""


def timecode(seconds: float) -> str:
    """`h:mm:ss.mmm`, without the hours where there are none."""
    milliseconds = round(max(0.0, seconds) * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    tail = f"{rest // 1000:02d}.{rest % 1000:03d}"
    return f"{hours}:{minutes:02d}:{tail}" if hours else f"{minutes:02d}:{tail}"


def event_text(event: Event, decided: bool) -> str:
    """What happens to the ball, with a question mark where it is only proposed; '' for nothing."""
    if event is Event.FLYING:
        return translate("Events", "no event") if decided else ""
    texts = {
        Event.HIT: translate("Events", "hit"),
        Event.BOUNCE: translate("Events", "bounce"),
        Event.NET: translate("Events", "net"),
    }
    return texts[event] if decided else texts[event] + "?"


def describe_timing(timing: FrameTiming, frame: int) -> str:
    """What is unusual about the time of `frame`, in a few words; '' where nothing is."""
    kind = timing.kind(frame)
    if kind == "repeat":
        return translate("Timing", "same time as the frame before")
    if kind == "gap":
        missing = timing.missing_before(frame)
        if missing == 1:
            return translate("Timing", "gap: a frame is missing before")
        return translate("Timing", "gap: {n} frames are missing before").format(n=missing)
    return ""


def describe(kind: MarkKind, mark: BallMark | None) -> str:
    """The state of a frame in words, the score included."""
    words = translate("Marks", TITLES[kind])
    if mark is None:
        return words
    if kind is MarkKind.OCCLUDED:
        words += " · " + translate("Marks", SOURCES[mark.source])
    if mark.visibility == Visibility.HARD:
        words += " · " + translate("Marks", "hard to see")
    if mark.score is not None:
        words += f" · {mark.score:.2f}"
    return words


@dataclass(frozen=True, slots=True)
class HudLine:
    """The line, laid out."""

    box: QRectF
    facts: HudFacts
    parts: list[tuple[str, QFont, QColor, float]]
    """Text, font, colour, width."""
    state: str


def lay_out_hud(painter: QPainter, area: QRectF, facts: HudFacts) -> HudLine:
    """The line at the top left of `area`."""
    font = _font(painter, 12, bold=True)
    small = _font(painter, 12, bold=False)
    state = describe(facts.kind, facts.mark)
    number = grouped(facts.frame)
    total = f" / {grouped(max(0, facts.frame_count - 1))}"
    parts = [
        (number, font, _TEXT),
        (total, small, _MUTED),
        ("   " + timecode(facts.seconds), small, _TEXT),
        (f"   PTS {facts.pts}", small, _MUTED),
    ]
    event = event_text(facts.event, facts.event_decided)
    if event:
        parts.append(("   " + event, small, _TEXT))
    if facts.timing:
        parts.append(("   ⚠ " + facts.timing, small, _UNEVEN))
    if facts.preview:
        parts.append(("   " + translate("Hud", "preview"), small, _UNEVEN))
    if facts.awaited is not None:
        parts.append((f"   → {grouped(facts.awaited)}", small, _MUTED))
    measured = [
        (text, used, colour, QFontMetricsF(used).horizontalAdvance(text))
        for text, used, colour in parts
    ]
    width = 12 + sum(part[3] for part in measured) + 16 + 22
    width += QFontMetricsF(font).horizontalAdvance(state) + 12
    box = QRectF(area.left() + _MARGIN, area.top() + _MARGIN, width, _HEIGHT)
    return HudLine(box, facts, measured, state)


def paint_hud(painter: QPainter, line: HudLine, faint: bool) -> None:
    """Paint the line, `faint` where something under it counts more."""
    facts, box = line.facts, line.box
    painter.setOpacity(_FAINT_PAPER if faint else 1.0)
    _paper(painter, box)
    painter.setOpacity(_FAINT_TEXT if faint else 1.0)
    x = box.left() + 12
    for text, font, colour, width in line.parts:
        _text(painter, QRectF(x, box.top(), width + 2, box.height()), text, font, colour)
        x += width
    x += 16
    core = getattr(MARKS, facts.mark.source.value) if facts.mark is not None else ""
    paint_glyph(painter, facts.kind, QPointF(x + 6, box.center().y()), 6.0, core)
    tint = colour_of(facts.kind)
    colour = tint.lighter(120) if tint.lightness() > 110 else _MUTED
    rest = QRectF(x + 22, box.top(), box.right() - x - 22, box.height())
    _text(painter, rest, line.state, _font(painter, 12, bold=True), colour)
    painter.setOpacity(1.0)


def paint_cursor_position(painter: QPainter, area: QRectF, x: float, y: float) -> None:
    """Paint the picture position under the cursor at the bottom left of `area`."""
    font = _font(painter, 11, bold=False)
    text = f"x {x:.1f}   y {y:.1f}"
    width = QFontMetricsF(font).horizontalAdvance(text) + 18
    box = QRectF(area.left() + _MARGIN, area.bottom() - _MARGIN - 22, width, 22)
    _paper(painter, box)
    _text(painter, box.adjusted(9, 0, 0, 0), text, font, _MUTED)


def _font(painter: QPainter, size: int, bold: bool) -> QFont:
    font = QFont(painter.font())
    font.setPixelSize(size)
    font.setBold(bold)
    # Digits of equal width: the line must not tremble while the numbers run.
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _paper(painter: QPainter, box: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PAPER)
    painter.drawRoundedRect(box, 6, 6)


def _text(painter: QPainter, box: QRectF, text: str, font: QFont, colour: QColor) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, flags, text)
