import itertools
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.unit.tracker.clips import ball_picture, ball_position, write_video
from tests.unit.tracker.inference.conftest import SIZE, BallVideo
from tests.unit.tracker.inference.models import (
    Breaks,
    Brightness,
    Moves,
    SmallMemory,
    WaitsBetweenLayers,
)
from tests.unit.tracker.pans import PAN, ball_in_pan, pan_picture
from tracker.errors import TrackerError
from tracker.heatmap import LABELS_LEAN, to_model
from tracker.inference import (
    ChunkDone,
    Event,
    Finished,
    Notice,
    Progress,
    runtime_torch,
    track_video,
)
from tracker.inference.engine import CHUNK_FRAMES
from tracker.inference.heatmap_cache import decode_heatmap
from tracker.inference.runtime_torch import find_peaks
from tracker.inference.windows import LENGTH, Range
from tracker.model.verifier import Verifier
from tracker.video import Video, open_video


def chunks(events: Iterable[Event]) -> list[ChunkDone]:
    return [event for event in events if isinstance(event, ChunkDone)]


def answered(events: Iterable[Event]) -> list[int]:
    return [n for c in chunks(events) for n in range(c.first_frame, c.last_frame + 1)]


def assert_positions(events: Iterable[Event]) -> None:
    for chunk in chunks(events):
        for frame, x, y in zip(itertools.count(chunk.first_frame), chunk.x, chunk.y, strict=False):
            ball_x, ball_y = ball_position(frame, *SIZE)
            assert (x, y) == pytest.approx((ball_x + LABELS_LEAN, ball_y), abs=0.6), frame


@pytest.mark.parametrize("frames", range(1, 11))
def test_every_frame_is_answered_where_its_own_ball_is(frames: int, ball_video: BallVideo) -> None:
    events = list(track_video(ball_video(frames), Brightness()))
    assert answered(events) == list(range(frames))
    assert_positions(events)
    assert isinstance(events[-1], Finished)
    assert events[-1].frames == frames


def test_chunks_are_ordered_bounded_and_complete(ball_video: BallVideo) -> None:
    events = list(track_video(ball_video(200), Brightness(), batch_size=3))
    assert answered(events) == list(range(200))
    assert_positions(events)
    for chunk in chunks(events):
        n = len(chunk.x)
        assert n <= CHUNK_FRAMES
        assert (chunk.x.dtype, chunk.y.dtype) == (np.float64, np.float64)
        assert (chunk.score.dtype, chunk.candidates.dtype) == (np.float32, np.float32)
        assert chunk.candidates.shape == (n, 5, 3)
        assert np.allclose(chunk.candidates[:, 0, 0], chunk.x)
        assert np.array_equal(chunk.candidates[:, 0, 2], chunk.score)
        assert np.isnan(chunk.candidates[:, 1:]).all()
        assert chunk.motion.shape == (n, 5, 2)
        assert chunk.motion.dtype == np.float32


def test_every_ball_is_seen_to_arrive_and_leave(ball_video: BallVideo) -> None:
    events = track_video(ball_video(50), Brightness(), ranges=[(0, 20), (21, 33), (40, 49)])
    for chunk in chunks(events):
        for frame, (arrival, departure) in enumerate(chunk.motion[:, 0], chunk.first_frame):
            assert (np.isnan(arrival), np.isnan(departure)) == (frame == 0, frame == 49)
            assert frame == 0 or arrival > 0.9
            assert frame == 49 or departure > 0.9
        assert np.isnan(chunk.motion[:, 1:]).all()


def test_a_dark_video_is_answered_with_nothing(ball_video: BallVideo) -> None:
    class Blind(Brightness):
        def forward(self, frames):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            return super().forward(frames) * 0

    events = list(track_video(ball_video(7), Blind()))
    assert answered(events) == list(range(7))
    assert all(np.isnan(chunk.x).all() and np.isnan(chunk.score).all() for chunk in chunks(events))


@pytest.mark.parametrize("batch_size", [1, 2, 5])
@pytest.mark.parametrize(
    "parts",
    [
        [[(0, 24), (25, 49)]],
        [[(0, 0)], [(1, 1)], [(2, 48)], [(49, 49)]],
        [[(10, 20)], [(0, 9), (21, 30)], [(31, 49)]],
    ],
)
def test_a_resumed_run_gives_what_one_run_gives(
    parts: list[list[tuple[int, int]]], batch_size: int, ball_video: BallVideo
) -> None:
    video = ball_video(50)
    whole = chunks(track_video(video, Brightness(), batch_size=batch_size))
    pieces = [
        chunk
        for ranges in parts
        for chunk in chunks(track_video(video, Brightness(), ranges=ranges, batch_size=batch_size))
    ]
    pieces.sort(key=lambda chunk: chunk.first_frame)
    assert answered(pieces) == list(range(50))
    for column in ("x", "y", "score", "candidates", "motion", "disagreement"):
        assert np.array_equal(
            np.concatenate([getattr(chunk, column) for chunk in pieces]),
            np.concatenate([getattr(chunk, column) for chunk in whole]),
            equal_nan=True,
        )


def scenes(path: Path, cuts: tuple[int, ...], frames: int) -> Video:
    """A ball in front of backgrounds that change at `cuts`."""
    shades = [(0, 0, 0), (30, 0, 60), (0, 50, 40), (60, 20, 0)]

    def picture(number: int, width: int, height: int) -> np.ndarray:
        shade = shades[sum(cut <= number for cut in cuts)]
        return np.maximum(ball_picture(number, width, height), np.array(shade, np.uint8))

    write_video(path, frames, size=SIZE, picture=picture, options={"crf": "8", "g": "12"})
    return open_video(path)


@pytest.mark.parametrize("stride", [1, 3])
def test_chunks_end_and_motion_stops_at_a_cut(tmp_path: Path, stride: int) -> None:
    video = scenes(tmp_path / "cuts.mp4", (20, 37, 61), 80)
    found = chunks(track_video(video, Brightness(), stride=stride))
    assert answered(found) == list(range(80))
    assert_positions(found)
    assert [chunk.first_frame for chunk in found if chunk.begins_shot] == [20, 37, 61]
    shot = [sum(chunk.first_frame >= cut for cut in (20, 37, 61)) for chunk in found]
    assert shot == [sum(chunk.last_frame >= cut for cut in (20, 37, 61)) for chunk in found]
    motion = np.concatenate([chunk.motion[:, 0] for chunk in found])
    assert np.flatnonzero(np.isnan(motion[:, 0])).tolist() == [0, 20, 37, 61]
    assert np.flatnonzero(np.isnan(motion[:, 1])).tolist() == [19, 36, 60, 79]
    for chunk in found:
        assert chunk.view.shape == (9, 16, 3)
        assert chunk.view.dtype == np.uint8
    assert np.median(found[-1].view.reshape(-1, 3), axis=0) == pytest.approx([60, 20, 0], abs=4)


@pytest.mark.parametrize("stride", [1, 3])
def test_a_range_near_a_cut_gives_what_the_whole_gives(tmp_path: Path, stride: int) -> None:
    video = scenes(tmp_path / "cuts.mp4", (20, 37), 50)
    whole = chunks(track_video(video, Brightness(), stride=stride))
    for ranges in ([(18, 18), (21, 22), (36, 38)], [(20, 20), (34, 36)]):
        parts = chunks(track_video(video, Brightness(), stride=stride, ranges=ranges))
        frames = answered(parts)
        assert frames == [n for first, last in ranges for n in range(first, last + 1)]
        cuts = {chunk.first_frame for chunk in whole if chunk.begins_shot}
        assert {c.first_frame for c in parts if c.begins_shot} == cuts & set(frames)
        for column in ("x", "y", "score", "candidates", "motion", "disagreement"):
            assert np.array_equal(
                np.concatenate([getattr(chunk, column) for chunk in parts]),
                np.concatenate([getattr(chunk, column) for chunk in whole])[frames],
                equal_nan=True,
            )


@pytest.fixture(scope="module")
def pan_video(tmp_path_factory: pytest.TempPathFactory) -> Video:
    """Of 20 frames; see `pans.pan_picture`."""
    path = tmp_path_factory.mktemp("pan") / "pan.mp4"
    write_video(path, 20, size=(512, 288), picture=pan_picture, options={"crf": "4", "g": "12"})
    return open_video(path)


@pytest.mark.parametrize("stride", [1, 3])
def test_under_a_camera_that_pans_the_ball_is_what_moves(pan_video: Video, stride: int) -> None:
    found = chunks(track_video(pan_video, Moves(), stride=stride, keep_heat=True))
    assert answered(found) == list(range(20))
    for chunk in found:
        for n, frame in enumerate(range(chunk.first_frame, chunk.last_frame + 1)):
            x, y = ball_in_pan(frame)
            assert chunk.x[n] == pytest.approx(x + LABELS_LEAN, abs=0.7)
            assert chunk.y[n] == pytest.approx(y, abs=0.7)
            assert (np.nan_to_num(chunk.candidates[n, 1:, 2]) < 0.3).all(), "nothing else does"
            assert decode_heatmap(chunk.heat[n])[y, x] > 0.5
            assert np.nanmin(chunk.motion[n, 0]) > 0.8
            moved = chunk.camera[n] @ (256, 144, 1) - (256, 144)
            np.testing.assert_allclose(moved, PAN if frame else (0, 0), atol=0.15)


@pytest.mark.parametrize("stride", [1, 3])
def test_answers_of_a_pan_do_not_depend_on_the_range(pan_video: Video, stride: int) -> None:
    whole = chunks(track_video(pan_video, Moves(), stride=stride))
    part = chunks(track_video(pan_video, Moves(), stride=stride, ranges=[(7, 13)]))
    for column in ("candidates", "motion", "camera"):
        np.testing.assert_array_equal(
            np.concatenate([getattr(chunk, column) for chunk in part]),
            np.concatenate([getattr(chunk, column) for chunk in whole])[7:14],
        )


def converted(path: Path, frames: int) -> Video:
    """A ball filmed in 25 frames a second, every sixth of which is shown twice, the first at 4."""

    def picture(number: int, width: int, height: int) -> np.ndarray:
        return ball_picture(number - (number + 2) // 6, width, height)

    write_video(path, frames, size=SIZE, picture=picture, options={"crf": "18", "g": "250"})
    return open_video(path)


@pytest.mark.parametrize("stride", [1, 3])
@pytest.mark.parametrize("verified", [False, True])
def test_a_repeated_picture_is_looked_at_once(
    tmp_path: Path, half_sure: Verifier, verified: bool, stride: int
) -> None:
    video, model = converted(tmp_path / "converted.mp4", 72), Brightness()
    verifier = half_sure if verified else None

    def run(ranges: list[Range] | None = None) -> list[ChunkDone]:
        told = track_video(
            video, model, verifier=verifier, stride=stride, batch_size=1, ranges=ranges
        )
        return chunks(told)

    def columns(found: list[ChunkDone]) -> list[np.ndarray]:
        names = ("x", "y", "score", "candidates", "motion", "disagreement", "repeats")
        return [np.concatenate([getattr(chunk, name) for chunk in found]) for name in names]

    whole = run()
    assert answered(whole) == list(range(72))
    *answers, repeats = columns(whole)
    assert np.flatnonzero(repeats).tolist() == list(range(4, 72, 6))
    for column in answers:
        np.testing.assert_array_equal(column[repeats], column[np.flatnonzero(repeats) - 1])
    assert len(model.batches) == (20 if stride == 3 else 58), "60 pictures in 72 frames"
    if not verified:  # what moved between two pictures did so, whatever lies between two frames
        motion = answers[4][:, 0]
        assert np.flatnonzero(~(motion[:, 0] > 0.9)).tolist() == [0]
    for ranges in ([(4, 4), (10, 15), (20, 28)], [(3, 9), (46, 46), (52, 71)]):
        part = run(ranges)
        kept = answered(part)
        assert kept == [n for first, last in ranges for n in range(first, last + 1)]
        for mine, all_of_them in zip(columns(part), columns(whole), strict=True):
            np.testing.assert_array_equal(mine, all_of_them[kept])


@pytest.mark.parametrize("batch_size", [1, 4])
def test_overlapping_windows_vote(ball_video: BallVideo, batch_size: int) -> None:
    class Moody(Brightness):
        """Sees half of the ball in the first frame of a window, all of it in the others."""

        def forward(self, frames: Tensor) -> Tensor:
            return super().forward(frames) * torch.tensor([0.5, 1.0, 1.0])[:, None, None]

    model = Moody()
    found = chunks(track_video(ball_video(30), model, stride=1, batch_size=batch_size))
    assert sum(model.batches) == 28
    assert answered(found) == list(range(30))
    assert_positions(found)
    score = np.concatenate([chunk.score for chunk in found])
    score /= score[-1]
    assert score[[0, 1, 10, 28, 29]].tolist() == pytest.approx([0.5, 0.75, 5 / 6, 1, 1], abs=0.02)
    spans = np.concatenate([chunk.disagreement for chunk in found])
    assert np.flatnonzero(np.isnan(spans)).tolist() == [0, 29]
    assert spans[1:28] == pytest.approx(np.full(27, 0.5), abs=0.05)
    assert spans[28] == pytest.approx(0, abs=1e-6)


def test_every_other_overlapping_window_is_seen_in_a_mirror(ball_video: BallVideo) -> None:
    class LeftEyed(Brightness):
        """Sees nothing in the right half of what it is shown."""

        def forward(self, frames: Tensor) -> Tensor:
            return super().forward(frames) * (torch.arange(512) < 256)

    video = ball_video(13)
    assert all(ball_position(frame, *SIZE)[0] < SIZE[0] / 2 for frame in range(13))
    found = chunks(track_video(video, LeftEyed(), stride=1))
    assert_positions(found)
    straight = [sum(n % 2 == 0 for n in range(frame - 2, frame + 1)) / 3 for frame in range(2, 10)]
    score = np.concatenate([chunk.score for chunk in found])[2:10]
    whole = np.concatenate([chunk.score for chunk in chunks(track_video(video, LeftEyed()))])[2:10]
    assert (score / whole).tolist() == pytest.approx(straight, abs=0.02)


def test_windows_side_by_side_do_not_vote(ball_video: BallVideo) -> None:
    model = Brightness()
    found = chunks(track_video(ball_video(30), model))
    assert sum(model.batches) == 10
    assert np.isnan(np.concatenate([chunk.disagreement for chunk in found])).all()


def test_a_range_answers_only_itself(ball_video: BallVideo) -> None:
    events = list(track_video(ball_video(50), Brightness(), ranges=[(40, 44), (7, 9)]))
    assert answered(events) == [7, 8, 9, 40, 41, 42, 43, 44]
    assert_positions(events)
    last = [event for event in events if isinstance(event, Progress)][-1]
    assert (last.done, last.total) == (8, 8)


def test_nothing_to_do_finishes_at_once(ball_video: BallVideo) -> None:
    model = Brightness()
    events = list(track_video(ball_video(5), model, ranges=[]))
    assert [type(event) for event in events] == [Finished]
    assert model.batches == []


def test_ranges_outside_the_video_are_refused(ball_video: BallVideo) -> None:
    with pytest.raises(ValueError, match="5 frames"):
        list(track_video(ball_video(5), Brightness(), ranges=[(0, 5)]))


def test_cancel_hands_out_what_is_done_and_does_not_finish(ball_video: BallVideo) -> None:
    stop = threading.Event()
    events: list[Event] = []
    for event in track_video(ball_video(150), Brightness(), batch_size=1, stop=stop):
        events.append(event)
        if isinstance(event, ChunkDone):
            stop.set()
    done = answered(events)
    assert done == list(range(len(done)))
    assert 0 < len(done) < 150
    assert not any(isinstance(event, Finished) for event in events)


def test_cancel_interrupts_a_model_call(ball_video: BallVideo) -> None:
    stop, model = threading.Event(), WaitsBetweenLayers()
    events = track_video(ball_video(30), model, stop=stop)
    assert isinstance(next(events), Progress)
    assert model.entered.wait(30)
    stop.set()
    model.go_on.set()
    assert not any(isinstance(event, ChunkDone | Finished) for event in events)
    assert model.finished == 0
    assert not model.second._forward_pre_hooks


def test_abandoning_the_generator_ends_the_threads(ball_video: BallVideo) -> None:
    events = track_video(ball_video(100), Brightness(), batch_size=1)
    next(events)
    assert any(thread.name.startswith("tracker ") for thread in threading.enumerate())
    events.close()
    assert not any(thread.name.startswith("tracker ") for thread in threading.enumerate())


def test_pause_rests_the_model_and_goes_on(ball_video: BallVideo) -> None:
    pause, model = threading.Event(), Brightness()
    pause.set()
    events = track_video(ball_video(30), model, pause=pause)
    progress = [event for event, _ in zip(events, range(3), strict=False)]
    assert all(isinstance(event, Progress) and event.done == 0 for event in progress)
    assert model.batches == []
    pause.clear()
    assert answered(events) == list(range(30))


def test_cancel_while_paused(ball_video: BallVideo) -> None:
    pause, stop = threading.Event(), threading.Event()
    pause.set()
    events = track_video(ball_video(30), Brightness(), pause=pause, stop=stop)
    next(events)
    stop.set()
    assert not any(isinstance(event, ChunkDone | Finished) for event in events)


def test_a_stage_that_fails_is_raised_and_the_others_end(ball_video: BallVideo) -> None:
    with pytest.raises(RuntimeError, match="the third call breaks"):
        list(track_video(ball_video(100), Breaks(), batch_size=1))
    assert not any(thread.name.startswith("tracker ") for thread in threading.enumerate())


def test_a_video_that_vanished_is_one_sentence(ball_video: BallVideo) -> None:
    video = ball_video(10)
    video.info.path.unlink()
    with pytest.raises(TrackerError, match="There is no file"):
        list(track_video(video, Brightness()))


def test_out_of_memory_halves_the_batch_tells_it_and_remembers(ball_video: BallVideo) -> None:
    model = SmallMemory(limit=2)
    events = list(track_video(ball_video(90), model, batch_size=8))
    assert answered(events) == list(range(90))
    assert_positions(events)
    notices = [event.text for event in events if isinstance(event, Notice)]
    assert len(notices) == 2
    assert "2 windows" in notices[-1]
    assert max(model.batches) == 2
    again = list(track_video(ball_video(91), SmallMemory(limit=2)))
    assert not any(isinstance(event, Notice) for event in again), "the next run starts from there"


def test_heatmaps_come_along_when_asked_for(ball_video: BallVideo) -> None:
    video = ball_video(20)
    for stride in (1, 3):
        for chunk in chunks(track_video(video, Brightness(), stride=stride, keep_heat=True)):
            assert len(chunk.heat) == len(chunk.x)
            for n, encoded in enumerate(chunk.heat):
                x, y = to_model(np.array([chunk.x[n] - LABELS_LEAN, chunk.y[n]]), SIZE)
                heatmap = decode_heatmap(encoded)
                assert heatmap[round(y), round(x)] == pytest.approx(chunk.score[n], abs=0.03)
    assert all(chunk.heat == () for chunk in chunks(track_video(video, Brightness())))


def test_out_of_memory_with_one_window_gives_up_with_advice(ball_video: BallVideo) -> None:
    with pytest.raises(TrackerError, match="device cpu"):
        list(track_video(ball_video(9), SmallMemory(limit=0), batch_size=2))


def test_out_of_memory_beside_the_model_ends_in_a_sentence_and_smaller_batches_next_time(
    ball_video: BallVideo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where peaks are found, or the verifier looks, it is too late for smaller batches."""

    def too_many(heatmaps: Tensor) -> np.ndarray:
        if len(heatmaps) > 4:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return find_peaks(heatmaps)

    monkeypatch.setattr(runtime_torch, "find_peaks", too_many)
    with pytest.raises(TrackerError, match="device cpu"):
        list(track_video(ball_video(90), Brightness(), batch_size=8))
    again = list(track_video(ball_video(90), Brightness()))
    assert answered(again) == list(range(90)), "the next run has batches of four"


def test_the_pipeline_never_runs_far_ahead(
    ball_video: BallVideo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory is bounded because decoding waits for the consumer."""
    from tracker.inference import pipeline, shots, windows

    prepared = 0
    convert = shots.to_model_input

    def counting(*arguments: object) -> object:
        nonlocal prepared
        prepared += 1
        return convert(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(shots, "to_model_input", counting)
    pause = threading.Event()
    pause.set()
    events = track_video(ball_video(300), Brightness(), batch_size=2, pause=pause)
    for _ in range(4):
        next(events)
    # Batches of windows, a block of frames and those around it, the frames that cuts are judged by,
    # and pictures that wait for them.
    block = windows._BLOCK + windows._AROUND + shots.MARGIN + 1
    assert prepared <= 3 * 2 * LENGTH + block + pipeline.PICTURES_AHEAD + 1
    events.close()


def test_importing_the_package_does_not_import_torch() -> None:
    code = "import sys, tracker.inference, tracker.video; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def half_sure() -> Verifier:
    """Answers in the middle of every patch, with a chance that follows what it sees."""
    torch.manual_seed(7)
    return Verifier(8).eval()


@pytest.mark.parametrize("stride", [1, 3])
def test_verified_answers_do_not_depend_on_how_a_video_is_cut(
    ball_video: BallVideo, half_sure: Verifier, stride: int
) -> None:
    video, model = ball_video(40), Brightness()
    whole = chunks(track_video(video, model, verifier=half_sure, stride=stride))
    parts = chunks(
        track_video(video, model, verifier=half_sure, stride=stride, ranges=[(0, 10), (13, 39)])
    )
    joined = np.concatenate([chunk.candidates for chunk in whole])
    kept = np.r_[0:11, 13:40]
    np.testing.assert_array_equal(
        joined[kept], np.concatenate([chunk.candidates for chunk in parts])
    )


def test_a_verifier_changes_scores_and_evidence_follows_it(
    ball_video: BallVideo, half_sure: Verifier
) -> None:
    video = ball_video(12)
    plain, _ = peaks_and_motion(track_video(video, Brightness()))
    verified, motion = peaks_and_motion(track_video(video, Brightness(), verifier=half_sure))
    assert (plain[:, 0, 2] != verified[:, 0, 2]).any()
    assert (np.isnan(motion).all(axis=2) == np.isnan(verified[..., 2])).all()
    assert np.hypot(*(verified - plain)[:, 0, :2].T).max() < 20 * SIZE[0] / 1280


def peaks_and_motion(events: Iterable[Event]) -> tuple[np.ndarray, np.ndarray]:
    """Of all frames, however many chunks a busy machine makes of them."""
    found = chunks(events)
    return tuple(
        np.concatenate([getattr(chunk, name) for chunk in found])
        for name in ("candidates", "motion")
    )
