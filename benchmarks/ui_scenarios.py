"""What the benchmark does with the window, and what it measures meanwhile."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.widgets.overlays import Overlay
from benchmarks.ui_bench import Bench, Figure
from benchmarks.ui_clips import FPS, LONG_MINUTES, keep_heatmaps, write_answers
from benchmarks.ui_plain import PlainSeeker, decoder_rate
from benchmarks.ui_probe import Stopwatch, memory_mb
from tracker.video.proxy import pays_off

LEFT = Qt.MouseButton.LeftButton
KEY_REPEAT_MS = 33
"""What a held key sends: thirty steps a second."""
PLACES = 4
STEPS = 30
JUMPS = 24
EDITS = 45
PLAY_SECONDS = 6.0
PRELABEL_SECONDS = 5.0
PLAY_RATE = 1.25
"""The clips have 60 frames per second: this asks for more than the floor."""


# -- opening ---------------------------------------------------------------------------------------


def open_match(bench: Bench, path: Path, name: str) -> None:
    """From asking for the file to its first picture, and until the match can be labelled."""
    probe, desk = bench.probe, bench.desk
    glimpses: list[float] = []

    def glimpsed() -> None:
        glimpses.append(time.perf_counter())

    desk.open_match.glimpsed.connect(glimpsed)
    bench.heart.start(name)
    probe.paints.clear()
    started = time.perf_counter()
    desk.open_match.open(path)
    ready = probe.wait(lambda: probe.painted is not None and desk.document.is_open, poll_ms=2)
    desk.open_match.glimpsed.disconnect(glimpsed)
    bench.add(Figure(f"{name}: first frame", min([*glimpses, ready]) - started, "s", 1.0))
    bench.add(Figure(f"{name}: ready to label", ready - started, "s"))
    probe.settle()
    bench.heart.stop()


# -- moving ----------------------------------------------------------------------------------------


def step(bench: Bench, direction: int) -> None:
    """Held arrow keys at several places, each reached by a jump."""
    probe, desk = bench.probe, bench.desk
    key, name = (
        (Qt.Key.Key_Right, "step forward") if direction > 0 else (Qt.Key.Key_Left, "step backward")
    )
    count = desk.document.frame_count
    watch = Stopwatch()
    bench.heart.start(name)
    for place in np.linspace(0.1, 0.85, PLACES):
        desk.playhead.seek(int(place * count))
        probe.wait_for_frame(desk.playhead.frame)
        # A person looks before stepping on.
        probe.idle(300)
        for _ in range(STEPS):
            watch.start()
            QTest.keyClick(desk.window, key)
            probe.wait_for_frame(desk.playhead.frame)
            probe.idle(max(1, KEY_REPEAT_MS - int(watch.stop())))
    bench.heart.stop()
    bench.add_times(name, watch, 16.0 if direction > 0 else 40.0)
    bench.add(Figure(f"{name}, the longest", max(watch.wall), "ms"))


def random_seek(bench: Bench) -> None:
    """The same jumps, in turn by PyAV alone and in the window, with nothing else going on."""
    probe, desk = bench.probe, bench.desk
    video = desk.document.video
    assert video is not None
    plain = PlainSeeker(video.info.path)
    random = np.random.default_rng(11)
    alone, window = Stopwatch(), Stopwatch()
    for frame in random.integers(0, video.info.frame_count, JUMPS).tolist():
        if desk.frame_server.cached(frame) is not None:
            continue
        probe.settle()
        alone.start()
        plain.seek(int(video.index.pts[frame]))
        alone.stop()
        bench.heart.start("random seek")
        window.start()
        desk.playhead.seek(frame)
        probe.wait_for_frame(frame)
        window.stop()
        bench.heart.stop()
    plain.close()
    bench.add_times("random seek, exact frame,", window)
    bench.add_times("random seek, PyAV alone,", alone)
    ratio = statistics.fmean(window.wall) / statistics.fmean(alone.wall)
    bench.add(Figure("random seek, mean against PyAV alone", ratio, "×", 1.2))


def wait_for_previews(bench: Bench) -> None:
    """Until the small pictures for scrubbing are made, where the video is worth them."""
    desk = bench.desk
    video = desk.document.video
    assert video is not None
    if not pays_off(video):
        bench.add(Figure("previews of the video", 0.0, "", note="none for a video this short"))
        return
    started = time.perf_counter()
    bench.probe.wait(lambda: desk.previews.share >= 1.0, poll_ms=100)
    seconds = time.perf_counter() - started
    bench.add(Figure("until previews are made", seconds, "s"))


def scrub(bench: Bench) -> None:
    """A mouse dragged over the timeline: slowly, to see each answer, then as fast as a hand."""
    probe, desk = bench.probe, bench.desk
    sheet, view = desk.timeline.cursor_sheet, desk.timeline.view
    random = np.random.default_rng(13)
    probe.settle()

    def move_to(frame: int) -> int:
        QTest.mouseMove(sheet, QPoint(round(view.x_of(frame + 0.5)), 30))
        return desk.playhead.frame

    watch = Stopwatch()
    bench.heart.start("scrub")
    QTest.mousePress(sheet, LEFT, pos=QPoint(round(view.x_of(10)), 30))
    for frame in random.integers(0, desk.document.frame_count, JUMPS).tolist():
        watch.start()
        target = move_to(frame)
        probe.wait(lambda: probe.painted == target)  # noqa: B023
        watch.stop()
    probe.paints.clear()
    started = time.perf_counter()
    while (passed := time.perf_counter() - started) < 3.0:
        share = 0.5 - 0.5 * np.cos(2 * np.pi * passed / 1.5)
        move_to(int(share * (desk.document.frame_count - 1)))
        probe.idle(16)
    shown = np.diff([frame or 0 for _, frame, _exact in probe.paints])
    pictures = np.count_nonzero(shown) / 3.0
    target = move_to(desk.document.frame_count * 9 // 10)
    probe.wait(lambda: probe.painted == target)
    QTest.mouseRelease(sheet, LEFT, pos=QPoint(round(view.x_of(target + 0.5)), 30))
    released = time.perf_counter()
    exact = probe.wait_for_frame(target) - released
    bench.heart.stop()
    bench.add_times("scrub: picture of the right frame", watch, 60.0)
    bench.add(Figure("scrub: pictures per second in a fast drag", pictures, "1/s"))
    bench.add(Figure("scrub: exact frame after letting go", exact * 1000, "ms"))


# -- labelling -------------------------------------------------------------------------------------


def edit(bench: Bench, name: str = "", share: float = 0.5) -> None:
    """Clicks and keys that change a mark, until the picture is painted with it; and until the path
    around the mark has followed and picture and timeline are painted with both. They begin where
    this share of the match is over."""
    probe, desk = bench.probe, bench.desk
    canvas = desk.canvas
    desk.playhead.seek(int(share * desk.document.frame_count))
    probe.wait_for_frame(desk.playhead.frame)
    probe.settle()
    watch, followed = Stopwatch(), Stopwatch()
    prefix = f"{name}: " if name else ""
    bench.heart.start(f"{prefix}edit")
    for number in range(EDITS):
        QTest.keyClick(desk.window, Qt.Key.Key_Right)
        probe.wait_for_frame(desk.playhead.frame)
        probe.idle(30)
        watch.start()
        followed.start()
        if number % 3 == 0:
            QTest.mouseClick(canvas, LEFT, pos=canvas.rect().center() + QPoint(number, 9))
        else:
            QTest.keyClick(desk.window, Qt.Key.Key_X if number % 3 == 1 else Qt.Key.Key_Return)
        probe.wait_for_paint()
        watch.stop()
        # On a busy machine another paint may come first.
        while not desk.document.settled:
            probe.wait_for_paint()
        probe.wait(lambda: desk.timeline.caught_up, poll_ms=1)
        QApplication.processEvents()
        followed.stop()
        if not desk.document.track.marked[desk.playhead.frame]:
            raise RuntimeError("the edit did not arrive")
    bench.heart.stop()
    bench.add_times(f"{prefix}edit to repaint", watch, 16.0)
    bench.add_times(f"{prefix}edit to repaint of path and timeline", followed)


def play(bench: Bench) -> None:
    """Playing with every overlay on, a little faster than the floor asks for."""
    probe, desk = bench.probe, bench.desk
    overlays, playhead = desk.canvas.overlays, desk.playhead
    before = {overlay: overlays.visible(overlay) for overlay in Overlay}
    for overlay in Overlay:
        overlays.set_visible(overlay, True)
    QTest.mouseMove(desk.canvas, desk.canvas.rect().center())
    playhead.seek(30)
    probe.wait_for_frame(30)
    probe.settle()
    bench.heart.start("playback")
    probe.paints.clear()
    started = time.perf_counter()
    playhead.play(PLAY_RATE)
    probe.idle(int(PLAY_SECONDS * 1000))
    playhead.pause()
    seconds = time.perf_counter() - started
    bench.heart.stop()
    frames = [frame for _, frame, _exact in probe.paints if frame is not None]
    rate = np.count_nonzero(np.diff(frames)) / seconds
    for overlay, visible in before.items():
        overlays.set_visible(overlay, visible)
    probe.settle()
    video = desk.document.video
    assert video is not None
    bench.add(
        Figure(
            "playback, all overlays",
            rate,
            "frames/s",
            60.0 if video.info.height <= 720 else None,
            at_least=True,
            note=f"{FPS * PLAY_RATE:.0f} frames/s were asked for",
        )
    )
    bench.add(Figure("decoder alone, PyAV to RGB", decoder_rate(video.info.path), "frames/s"))


def timeline(bench: Bench) -> None:
    """Repaints of the timeline alone, of a long match, in each way it can come to repaint."""
    probe, desk = bench.probe, bench.desk
    strip, view = desk.timeline, desk.timeline.view
    middle, count = strip.width() / 2, desk.document.frame_count
    track = desk.document.track

    def zoom(number: int) -> None:
        view.zoom_at(middle, 1.5 if number % 20 < 14 else 1 / 2.2)
        strip.redraw()

    def pan(number: int) -> None:
        view.pan((view.last - view.first) * (0.05 if number % 40 < 20 else -0.05))
        strip.redraw()

    def whole(_number: int) -> None:
        view.fit()
        strip.redraw()

    for name, change in (("whole match", whole), ("zoom", zoom), ("move along", pan)):
        view.fit()
        if change is pan:
            view.zoom_at(middle, 8)
        watch = Stopwatch()
        for number in range(60):
            watch.start()
            change(number)
            strip.repaint()
            watch.stop()
            QApplication.processEvents()
        bench.add_times(f"timeline repaint at {count:,} frames, {name},", watch, 8.0)
    view.fit()
    probe.settle()
    assert len(track) == count


# -- the model -------------------------------------------------------------------------------------


def find_weights(bench: Bench) -> None:
    """Without them there is nothing to pre-label with; this imports torch."""
    bench.desk.choice.refresh()
    bench.probe.wait(lambda: bench.desk.choice.inventory is not None, poll_ms=20)


def first_uses(bench: Bench) -> None:
    """What loads when it is first asked for: torch, the model for overlays, that for pre-labelling.

    Only the stalls count; how long the answers take is the model's business.
    """
    probe, desk = bench.probe, bench.desk

    def known(name: str) -> bool:
        evidence = desk.canvas._scene.evidence
        return evidence is not None and getattr(evidence, name) is not None

    bench.heart.start("importing torch")
    find_weights(bench)
    probe.idle(100)
    for key, name in ((Qt.Key.Key_M, "motion"), (Qt.Key.Key_H, "heatmap")):
        bench.heart.start(f"first {name}")
        QTest.keyClick(desk.window, key)
        probe.wait(lambda: known(name), poll_ms=20)  # noqa: B023
        probe.idle(100)
        bench.heart.stop()
        QTest.keyClick(desk.window, key)
    prelabel(bench)


def prelabel(bench: Bench, name: str = "") -> None:
    """Pre-labelling until the first answers are there, and a few seconds of it."""
    probe, desk = bench.probe, bench.desk
    prefix = f"{name}: " if name else ""
    answered: list[int] = []

    def take(_first: int, last: int) -> None:
        answered.append(last)

    desk.document.predictionsChanged.connect(take)
    bench.heart.start(f"{prefix}pre-labelling begins")
    QTest.keyClick(desk.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    probe.wait(lambda: bool(answered), poll_ms=20)
    bench.heart.start(f"{prefix}pre-labelling goes on")
    probe.idle(int(PRELABEL_SECONDS * 1000))
    desk.document.predictionsChanged.disconnect(take)
    desk.prelabel.cancel()
    probe.wait(lambda: not desk.prelabel.running, poll_ms=20)
    bench.heart.stop()


# -- the runs --------------------------------------------------------------------------------------


def match(bench: Bench, path: Path, parts: Sequence[str]) -> None:
    """What a person does with a clip."""
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        apart.submit(keep_heatmaps, write_answers(path)).result()
    open_match(bench, path, "open")
    wait_for_previews(bench)
    if "step" in parts:
        step(bench, 1)
        step(bench, -1)
    for part, run in (("seek", random_seek), ("scrub", scrub), ("edit", edit), ("play", play)):
        if part in parts:
            run(bench)
    if "model" in parts:
        first_uses(bench)
    bench.add(Figure("memory now", memory_mb(), "MB"))


def long_match(bench: Bench, path: Path, parts: Sequence[str]) -> None:
    """A video of more than two hours: new, then with every frame answered."""
    hours = LONG_MINUTES / 60
    # They are made for minutes, in a process that lets others go first: not what is measured here.
    bench.desk.settings.previews = False
    open_match(bench, path, f"open {hours:.1f} h, new")
    if "model" in parts:
        find_weights(bench)
        prelabel(bench, f"{hours:.1f} h")
    bench.desk.open_match.close()
    path.with_suffix(".rally").unlink()
    write_answers(path)
    open_match(bench, path, f"open {hours:.1f} h, answered")
    if "timeline" in parts:
        timeline(bench)
    if "edit" in parts:
        name = f"{bench.desk.document.frame_count:,} frames"
        edit(bench, name)
        bench.desk.actions["show_rallies"].trigger()
        edit(bench, f"{name}, {len(bench.desk.rallies)} rallies in sight", 0.25)
    bench.add(Figure("memory now", memory_mb(), "MB"))
