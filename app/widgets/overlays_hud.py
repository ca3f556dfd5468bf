"""The line of facts in the corner of the picture: which frame this is, and what is said of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from annotation.events import Event
from annotation.marks import BallMark, Visibility
from app.numerals import grouped
from app.theme import MARKS
from app.translation import translate
from app.widgets.lettering import lettering
from app.widgets.overlays_marks import SOURCES, TITLES, MarkKind, colour_of, paint_glyph
from app.widgets.stamps import new_stamp

if TYPE_CHECKING:
    from tracker.video import FrameTiming

_HEIGHT = 28.0
_TAG_HEIGHT = 22
_GLYPH = 24
"""Side of the picture of a glyph."""
_MARGIN = 10.0
HUD_BOTTOM = round(_MARGIN + _HEIGHT)
"""Down to there the line of facts reaches from the top of the picture's place."""
_ANY_DIGIT = str.maketrans("123456789", "000000000")
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
    by_path: bool = False
    """The path decided otherwise than the frame's best score would have."""
    timing: str = ""
    """What is unusual about this frame's time, '' where nothing is."""
    repeats: int | None = None
    """The frame whose picture this one shows again."""
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
    """What happens to the ball, with its sign on the timeline; hollow, and with a question mark,
    where it is only proposed; '' for nothing."""
    if event is Event.FLYING:
        return translate("Events", "no event") if decided else ""
    proposed, sign, text = {
        Event.HIT: ("△", "▲", translate("Events", "hit")),
        Event.BOUNCE: ("▽", "▼", translate("Events", "bounce")),
        Event.NET: ("×", "×", translate("Events", "net")),
    }[event]
    return f"{sign} {text}" if decided else f"{proposed} {text}?"


def describe_timing(timing: FrameTiming, frame: int) -> str:
    """What is unusual about the time of `frame`, in a few words; '' where nothing is."""
    kind = timing.kind(frame)
    if kind == "repeat":
        return translate("Timing", "same time as the frame before")
    if kind == "gap":
        missing = timing.missing_before(frame)
        if missing == 1:
            return translate("Timing", "gap: a frame is missing before")
        return translate("Timing", "gap: {n} frames are missing before").format(n=grouped(missing))
    return ""


def describe(kind: MarkKind, mark: BallMark | None, by_path: bool = False) -> str:
    """The state of a frame in words, the score included; `by_path` where that alone would not
    lead to it, as ``BallTrack.path_differs`` says."""
    words = translate("Marks", TITLES[kind])
    if by_path:
        words = translate("Marks", "{state} (path)").format(state=words)
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
    parts: list[tuple[str, bool, QColor, float]]
    """Text, whether bold, colour, width."""
    state: str


def lay_out_hud(painter: QPainter, area: QRectF, facts: HudFacts) -> HudLine:
    """The line at the top left of `area`."""
    family = painter.font().family()
    state = describe(facts.kind, facts.mark, facts.by_path)
    number = grouped(facts.frame)
    total = f" / {grouped(max(0, facts.frame_count - 1))}"
    parts = [
        (number, True, _TEXT),
        (total, False, _MUTED),
        ("   " + timecode(facts.seconds), False, _TEXT),
        (f"   PTS {facts.pts}", False, _MUTED),
    ]
    if facts.repeats is not None:
        again = translate("Hud", "repeats frame {n}").format(n=grouped(facts.repeats))
        parts.append(("   " + again, False, _MUTED))
    event = event_text(facts.event, facts.event_decided)
    if event:
        parts.append(("   " + event, False, _TEXT))
    if facts.timing:
        parts.append(("   ⚠ " + facts.timing, False, _UNEVEN))
    if facts.preview:
        parts.append(("   " + translate("Hud", "preview"), False, _UNEVEN))
    if facts.awaited is not None:
        parts.append((f"   → {grouped(facts.awaited)}", False, _MUTED))
    measured = [(text, bold, colour, _width(text, family, bold)) for text, bold, colour in parts]
    width = 12 + sum(part[3] for part in measured) + 16 + 22 + _width(state, family, True) + 12
    box = QRectF(area.left() + _MARGIN, area.top() + _MARGIN, width, _HEIGHT)
    return HudLine(box, facts, measured, state)


def paint_hud(painter: QPainter, line: HudLine, faint: bool) -> None:
    """Paint the line, `faint` where something under it counts more."""
    facts, box = line.facts, line.box
    painter.setOpacity(_FAINT_PAPER if faint else 1.0)
    _paper(painter, box)
    painter.setOpacity(_FAINT_TEXT if faint else 1.0)
    x = box.left() + 12
    middle, family = box.center().y(), painter.font().family()
    for text, bold, colour, width in line.parts:
        _text(painter, x, middle, text, lettering(family, 12, bold), colour)
        x += width
    x += 16
    core = getattr(MARKS, facts.mark.source) if facts.mark is not None else ""
    glyph = _glyph(facts.kind, core, painter.device().devicePixelRatioF())
    painter.drawPixmap(QPointF(x + 6 - _GLYPH / 2, middle - _GLYPH / 2), glyph)
    tint = colour_of(facts.kind)
    colour = tint.lighter(120) if tint.lightness() > 110 else _MUTED
    _text(painter, x + 22, middle, line.state, lettering(family, 12, True), colour)
    painter.setOpacity(1.0)


def paint_cursor_position(painter: QPainter, area: QRectF, x: float, y: float) -> None:
    """Paint the picture position under the cursor at the bottom left of `area`."""
    family = painter.font().family()
    tag = _position_tag(f"x {x:.1f}   y {y:.1f}", family, painter.device().devicePixelRatioF())
    top = area.bottom() - _MARGIN - _TAG_HEIGHT
    painter.drawPixmap(QPointF(area.left() + _MARGIN, top), tag)


@lru_cache(maxsize=1)
def _position_tag(text: str, family: str, ratio: float) -> QPixmap:
    """The tag, painted once: in play, the cursor rests."""
    used = lettering(family, 11, False)
    width = math.ceil(used[1].horizontalAdvance(text)) + 18
    tag, painter = new_stamp(width, _TAG_HEIGHT, ratio)
    _paper(painter, QRectF(0, 0, width, _TAG_HEIGHT))
    _text(painter, 9, _TAG_HEIGHT / 2, text, used, _MUTED)
    painter.end()
    return tag


@lru_cache(maxsize=32)
def _glyph(kind: MarkKind, core: str, ratio: float) -> QPixmap:
    """The glyph of the line, painted once."""
    glyph, painter = new_stamp(_GLYPH, _GLYPH, ratio)
    paint_glyph(painter, kind, QPointF(_GLYPH / 2, _GLYPH / 2), 6.0, core)
    painter.end()
    return glyph


@lru_cache(maxsize=64)
def _template_width(template: str, family: str, bold: bool) -> float:
    return lettering(family, 12, bold)[1].horizontalAdvance(template)


def _width(text: str, family: str, bold: bool) -> float:
    """The width of `text`: all digits have the same, so that one measure does for all numbers."""
    return _template_width(text.translate(_ANY_DIGIT), family, bold)


def _paper(painter: QPainter, box: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PAPER)
    painter.drawRoundedRect(box, 6, 6)


def _text(
    painter: QPainter,
    left: float,
    middle: float,
    text: str,
    used: tuple[QFont, QFontMetricsF],
    colour: QColor,
) -> None:
    font, metrics = used
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(QPointF(left, middle + (metrics.ascent() - metrics.descent()) / 2), text)
