"""The lane: hits, bounces, spots worth a look, and stretches by name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from pytestqt.qtbot import QtBot

from annotation.event_edits import decide
from annotation.events import Event, Events
from annotation.segments import SegmentKind
from app.application import Desk
from app.widgets import timeline_header
from app.widgets.overlays import Overlay
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_ticks import event_sign, in_sight, paint_events, paint_spots

WHITE = QColor("white")


def canvas(width: int = 200, height: int = 17) -> tuple[QImage, QPainter]:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0)
    return image, QPainter(image)


def lit(image: QImage, top: int, bottom: int) -> list[int]:
    """The columns that hold white between two rows."""
    return [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) == WHITE for y in range(top, bottom))
    ]


def view_of(frames: int, width: int = 200) -> TimelineRange:
    view = TimelineRange()
    view.set_pixels(0, width)
    view.set_frame_count(frames)
    return view


@pytest.mark.usefixtures("qapp")
def test_events_have_shapes_of_their_own() -> None:
    pictures, view = [], view_of(16, 16)
    for kind in (Event.HIT, Event.BOUNCE, Event.NET):
        image, painter = canvas(16, 13)
        events = Events(np.array([8]), np.array([kind], np.int8))
        paint_events(painter, view, view.x_of, events, {8}, QRectF(0, 0, 16, 13), WHITE)
        painter.end()
        pictures.append(image)
    assert all(a != b for a, b in zip(pictures, pictures[1:] + pictures[:1], strict=True))
    rows = [len([x for x in range(16) if pictures[0].pixelColor(x, y) == WHITE]) for y in (4, 9)]
    assert rows[0] < rows[1], "a hit points up"


def test_many_events_are_ticks_and_those_out_of_sight_are_not_drawn() -> None:
    view = view_of(10_000)
    frames, kinds = np.arange(0, 10_000, 10), np.full(1000, Event.HIT, np.int8)
    image, painter = canvas()
    box = QRectF(0, 0, 200, 13)
    paint_events(painter, view, view.x_of, Events(frames, kinds), set(), box, WHITE)
    painter.end()
    grey = image.pixelColor(100, 6).value()
    assert 0 < grey < 255, "the tint of a rally is seen through them"
    assert all(image.pixelColor(x, 6).value() == grey for x in range(200))
    view.show_frames(5000, 5050)
    assert np.array_equal(frames[in_sight(frames, view)], np.arange(5000, 5060, 10))


def test_a_spot_is_seen_however_far_out() -> None:
    view = view_of(500_000)
    image, painter = canvas()
    spots = np.array([250_000])
    paint_spots(painter, view, view.x_of, spots, QRectF(0, 14, 200, 3), WHITE)
    painter.end()
    assert lit(image, 14, 17) == [100, 101]


def prelabel_zigzag(opened: Desk, qtbot: QtBot, engine: Any) -> None:
    """Pre-labels the match with a ball that is hit in frame 30."""
    straight = type(engine).answer

    def zigzag(frames: np.ndarray) -> Any:
        chunk = straight(frames)
        chunk.x[:] = 20.0 + 4.0 * np.abs(frames - 30)
        chunk.score[:] = 0.95
        chunk.candidates[:, 0] = np.stack([chunk.x, chunk.y, chunk.score], axis=1)
        chunk.candidates[:, 1:] = np.nan
        return chunk

    engine.answer = zigzag
    with qtbot.waitSignal(opened.prelabel.finished, timeout=20_000):
        opened.prelabel.start()
    qtbot.waitUntil(lambda: opened.timeline.lane.events.frames.tolist() == [30])


def test_events_that_stand_close_together_in_rallies_do_not_overlap() -> None:
    """There is room for ten times as many, but not where they are."""
    view, pictures = view_of(10_000, 1000), []
    for apart in (20, 200):
        image, painter = canvas(1000)
        frames = (np.arange(10) * apart + np.array([[1000], [6000]])).ravel()
        events = Events(frames, np.full(20, Event.HIT, np.int8))
        paint_events(painter, view, view.x_of, events, set(frames), QRectF(0, 0, 1000, 13), WHITE)
        painter.end()
        pictures.append(image)
    ticks, shapes = ([x for x in range(1000) if p.pixelColor(x, 6).value()] for p in pictures)
    assert ticks == [
        round(frame / 10) for frame in [*range(1000, 1200, 20), *range(6000, 6200, 20)]
    ]
    assert len(shapes) > 3 * len(ticks)


def test_the_window_shows_hits_where_the_path_breaks(
    opened: Desk, qtbot: QtBot, engine: Any
) -> None:
    prelabel_zigzag(opened, qtbot, engine)
    assert opened.timeline.describe(30).endswith("\n△ hit?")
    assert "hit" not in opened.timeline.describe(29)
    opened.playhead.seek(40)
    opened.actions["event_bounce"].trigger()
    assert opened.timeline.describe(40).endswith("\n▼ bounce")
    assert opened.timeline.lane.events.frames.tolist() == [30, 40]
    opened.actions["event_none"].trigger()
    assert opened.timeline.describe(40).endswith("\nno event")
    opened.document.undo()
    opened.document.undo()
    opened.selection.set(25, 35)
    opened.range_actions.exclude(SegmentKind.REPLAY)
    assert opened.timeline.lane.events.frames.tolist() == []


def test_what_a_person_says_of_an_event_holds_everywhere(
    opened: Desk, qtbot: QtBot, engine: Any
) -> None:
    prelabel_zigzag(opened, qtbot, engine)
    document = opened.document
    assert document.event_at(30) is Event.HIT
    opened.playhead.seek(31)
    qtbot.waitUntil(lambda: opened.canvas.shown_frame == 31)
    opened.actions["event_hit"].trigger()
    assert opened.timeline.lane.events.frames.tolist() == [31], "one hit, not two"
    assert [document.event_at(frame) for frame in (30, 31)] == [Event.FLYING, Event.HIT]
    document.undo()
    assert opened.timeline.lane.events.frames.tolist() == [30]
    assert [document.event_at(frame) for frame in (30, 31)] == [Event.HIT, Event.FLYING]
    opened.canvas.overlays.set_visible(Overlay.TRAIL, True)
    opened.playhead.seek(30)
    qtbot.waitUntil(lambda: opened.canvas.shown_frame == 30 and opened.canvas.rests)
    flight = opened.canvas._scene.flight
    assert flight is not None
    assert (flight.first, flight.last) == (0, 30)
    opened.actions["event_none"].trigger()
    qtbot.waitUntil(lambda: opened.canvas.rests)
    flight = opened.canvas._scene.flight
    assert flight is not None
    assert (flight.first, flight.last) == (0, 59)
    opened.actions["accept_arc"].trigger()
    assert document.track.persons.all()


def test_nothing_is_proposed_where_frames_are_left_out(
    opened: Desk, qtbot: QtBot, engine: Any
) -> None:
    """The picture proposed a hit in a replay, the timeline did not."""
    prelabel_zigzag(opened, qtbot, engine)
    document, lane = opened.document, opened.timeline.lane
    opened.selection.set(25, 35)
    opened.range_actions.exclude(SegmentKind.REPLAY)
    assert (document.event_at(30), lane.events.at(30)) == (Event.FLYING, Event.FLYING)
    assert "hit" not in opened.timeline.describe(30)
    document.apply(decide({}, 28, Event.BOUNCE))
    assert (document.event_at(28), lane.events.at(28)) == (Event.BOUNCE, Event.BOUNCE)
    assert opened.timeline.describe(28).endswith("\n▼ bounce")
    document.undo()
    opened.range_actions.include()
    assert (document.event_at(30), lane.events.at(30)) == (Event.HIT, Event.HIT)


def test_the_legend_tells_events_where_there_is_room(
    opened: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing but tooltips said what a hollow triangle is."""
    legend, told = opened.timeline.header.legend, []

    def sign(kind: int, *how: Any) -> QPixmap:
        told.append(kind)
        return event_sign(kind, *how)

    monkeypatch.setattr(timeline_header, "event_sign", sign)
    for width, signs in ((300, []), (1600, [Event.HIT, Event.BOUNCE, Event.NET])):
        legend.resize(width, legend.height())
        legend.grab()
        assert told == signs
    assert "bounce" in legend.toolTip()


def test_events_can_be_walked(opened: Desk, qtbot: QtBot, engine: Any, said: list[str]) -> None:
    prelabel_zigzag(opened, qtbot, engine)
    opened.document.apply(decide({}, 45, Event.BOUNCE))
    opened.document.apply(decide(opened.document.decided_events, 52, Event.FLYING))
    ways = []
    said.clear()
    for action in ("next_event", "next_event", "previous_event"):
        opened.actions[action].trigger()
        ways.append(opened.playhead.frame)
    assert (ways, said) == ([30, 45, 30], [])
    opened.actions["previous_event"].trigger()
    assert opened.playhead.frame == 30
    assert said == ["There is no event further on in this direction."]


def test_findings_are_drawn(opened: Desk) -> None:
    lane = opened.timeline.lane
    nothing = Events(np.empty(0, np.int64), np.empty(0, np.int8))
    empty = lane.grab().toImage()
    lane.show_findings(nothing, set(), np.array([10, 40]))
    spots = lane.grab().toImage()
    assert spots != empty
    bounce = Events(np.array([20]), np.array([2], np.int8))
    lane.show_findings(bounce, set(), np.array([10, 40]))
    proposed = lane.grab().toImage()
    assert proposed != spots
    lane.show_findings(bounce, {20}, np.array([10, 40]))
    assert lane.grab().toImage() not in (proposed, spots), "what a person decided is filled"


def test_no_event_stands_on_the_name_of_a_stretch(opened: Desk) -> None:
    lane, middle = opened.timeline.lane, QRectF(0.5, 1, 499, 11)
    lane.resize(600, lane.height())
    opened.timeline.view.set_pixels(0, 600)  # ten to a frame
    none = Events(np.empty(0, np.int64), np.empty(0, np.int8))
    lane.show_findings(none, set(), np.empty(0, np.int64))
    assert lane._name_left(middle, 40) == pytest.approx(230)
    for frames in ([25], [23, 26], [24, 25, 26, 27]):
        events = Events(np.array(frames), np.full(len(frames), Event.BOUNCE, np.int8))
        lane.show_findings(events, set(), np.empty(0, np.int64))
        left = lane._name_left(middle, 40)
        assert 170 < left < 330, "near the middle"
        assert all(not left - 5 < lane.x_of(frame + 0.5) < left + 45 for frame in frames)
    everywhere = Events(np.arange(60), np.full(60, Event.BOUNCE, np.int8))
    lane.show_findings(everywhere, set(), np.empty(0, np.int64))
    assert lane._name_left(middle, 40) == pytest.approx(230)
