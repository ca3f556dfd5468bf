"""Frame server, cache, read-ahead and player."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.playback.frame_cache import FrameCache, Picture
from app.playback.frame_server import FrameServer
from app.playback.player import Player
from app.playback.read_ahead import Motion, Reach, next_run, window
from app.playhead import Playhead
from tests.gui.match_on_bench import Bench, GatedReader, Image, match_on_bench, plain_video, served
from tests.unit.tracker.clips import number_in


def picture(frame: int) -> Image:
    return np.full((4, 6, 3), frame % 256, np.uint8)


SIZE = picture(0).nbytes

# -- cache -----------------------------------------------------------------------------------------


def test_the_cache_stays_within_its_bytes_and_drops_the_least_recently_used() -> None:
    cache = FrameCache(3 * SIZE)
    for frame in (1, 2, 3):
        cache.put(frame, Picture(picture(frame)))
    assert cache.get(1) is not None
    cache.put(4, Picture(picture(4)))
    assert cache.frames() == {1, 3, 4}
    assert cache.nbytes == 3 * SIZE


def test_frames_around_the_playhead_outlive_more_recent_ones() -> None:
    cache = FrameCache(3 * SIZE)
    cache.put(10, Picture(picture(10)))
    cache.put(11, Picture(picture(11)))
    cache.protect(range(9, 13))
    for frame in (50, 60, 70):
        cache.put(frame, Picture(picture(frame)))
    assert cache.frames() == {10, 11, 70}


def test_one_frame_is_kept_however_large_it_is() -> None:
    cache = FrameCache(1)
    cache.put(1, Picture(picture(1)))
    cache.put(2, Picture(picture(2)))
    assert cache.frames() == {2}


def test_what_was_made_of_a_frame_counts_and_goes_with_it() -> None:
    cache = FrameCache(5 * SIZE)
    for frame in (1, 2):
        cache.put(frame, Picture(picture(frame), picture(frame + 100), lambda: picture(0)))
    assert cache.nbytes == 5 * SIZE
    first = cache.get(1)
    assert first is not None
    assert first.fitted is not None
    assert (first.fitted == 101).all()
    cache.get(2)
    cache.put(3, Picture(picture(3)))
    assert cache.frames() == {2, 3}
    assert 2 * cache.nbytes == 7 * SIZE
    cache.put(2, Picture(picture(2)))
    assert cache.nbytes == 2 * SIZE


@given(st.lists(st.integers(0, 30), max_size=60), st.integers(1, 6))
def test_the_cache_never_exceeds_its_bound(frames: list[int], room: int) -> None:
    cache = FrameCache(room * SIZE)
    cache.protect(range(10, 20))
    for frame in frames:
        cache.put(frame, Picture(picture(frame)))
        found = cache.get(frame)
        assert found is not None
        assert found.image[0, 0, 0] == frame
        assert cache.nbytes <= room * SIZE
        assert cache.nbytes == len(cache.frames()) * SIZE


# -- reading ahead ---------------------------------------------------------------------------------


@given(
    frame=st.integers(0, 199),
    count=st.integers(1, 200),
    direction=st.sampled_from((-1, 1)),
    stride=st.integers(1, 5),
    playing=st.booleans(),
    have=st.sets(st.integers(0, 199)),
    reach=st.builds(Reach, st.integers(0, 20), st.integers(0, 20)),
)
def test_reading_ahead_comes_to_an_end_and_stays_in_the_window(
    frame: int,
    count: int,
    direction: int,
    stride: int,
    playing: bool,
    have: set[int],
    reach: Reach,
) -> None:
    frame = min(frame, count - 1)
    motion = Motion(direction, stride, playing)
    have = have | {frame}
    for _ in range(4):
        run = next_run(frame, count, motion, reach, have)
        assert set(run) <= set(window(frame, count, motion, reach))
        have = have | set(run)
    assert not run


def test_the_side_one_walks_to_is_read_first_and_the_nearest_frame_of_it() -> None:
    assert next_run(50, 100, Motion(1), Reach(4, 3), {50}) == range(51, 55)
    assert next_run(50, 100, Motion(-1), Reach(4, 3), {50}) == range(49, 46, -1)


def test_walking_backwards_never_waits_with_the_frames_behind() -> None:
    have = set(range(47, 60))
    assert not next_run(50, 100, Motion(1), Reach(4, 4), have)
    assert next_run(50, 100, Motion(-1), Reach(4, 4), have) == range(46, 45, -1)


def test_playing_reads_in_its_direction_only() -> None:
    have = set(range(50, 60))
    assert not next_run(50, 100, Motion(1, playing=True), Reach(8, 8), have)
    assert next_run(50, 100, Motion(1, playing=False), Reach(8, 8), have) == range(49, 41, -1)


# -- frame server ----------------------------------------------------------------------------------


@pytest.fixture
def reader() -> GatedReader:
    return GatedReader()


@pytest.fixture
def server(reader: GatedReader) -> Iterator[FrameServer]:
    with served(reader) as server:
        yield server


def collect(server: FrameServer) -> list[int]:
    frames: list[int] = []

    def take(frame: int, image: Image) -> None:
        assert (image == frame % 256).all()
        frames.append(frame)

    server.frameReady.connect(take)
    return frames


def test_a_frame_is_served_with_its_own_picture(server: FrameServer, qtbot: QtBot) -> None:
    frames = collect(server)
    server.open(plain_video())
    server.request(7)
    qtbot.waitUntil(lambda: frames == [7])


def test_the_latest_request_wins(server: FrameServer, reader: GatedReader, qtbot: QtBot) -> None:
    reader.gated = True
    frames = collect(server)
    server.open(plain_video())
    server.request(100)
    assert reader.begun.acquire(timeout=30)
    for frame in (200, 300, 400):
        server.request(frame)
    reader.gate.release()
    assert reader.begun.acquire(timeout=30)
    reader.gate.release()
    qtbot.waitUntil(lambda: 400 in frames)
    # What had begun is finished; what had not begun and was overtaken is never decoded.
    assert reader.read_frames[:2] == [100, 400]
    assert frames[-1] == 400


def test_a_cached_frame_is_served_before_request_returns(server: FrameServer, qtbot: QtBot) -> None:
    frames = collect(server)
    server.open(plain_video())
    server.request(10)
    qtbot.waitUntil(lambda: server.cached(11) is not None and 10 in frames)
    server.request(11)
    assert frames[-1] == 11


def test_an_answer_never_comes_after_that_to_a_later_request(
    server: FrameServer, reader: GatedReader, qtbot: QtBot
) -> None:
    frames = collect(server)
    server.open(plain_video())
    server.request(10)
    qtbot.waitUntil(lambda: len(server.cache.frames()) > 50)
    reader.gated = True
    server.request(500)
    assert reader.begun.acquire(timeout=30)
    server.request(10)
    assert frames[-1] == 10
    reader.gate.release(1000)
    reader.gated = False
    qtbot.waitUntil(lambda: server.cached(500) is not None)
    qtbot.wait(30)
    assert frames[-1] == 10
    assert 500 not in frames


def test_frames_on_both_sides_are_read_ahead(server: FrameServer, qtbot: QtBot) -> None:
    server.open(plain_video())
    server.request(500)
    qtbot.waitUntil(lambda: {480, 499, 501, 520} <= server.cache.frames())


def test_a_way_back_is_given_up_where_one_walks_on(
    server: FrameServer, reader: GatedReader, qtbot: QtBot
) -> None:
    frames = collect(server)
    reader.gated = True
    server.open(plain_video())
    server.request(500)
    for _ in range(500, 549):
        assert reader.begun.acquire(timeout=30)
        reader.gate.release()
    assert reader.begun.acquire(timeout=30)
    assert reader.read_frames[-1] == 499
    server.request(530)  # at hand
    reader.gated = False
    reader.gate.release()
    qtbot.waitUntil(lambda: 570 in server.cache.frames())
    assert frames[-1] == 530
    assert reader.read_frames[50] == 549
    assert 499 not in server.cache.frames()


def test_half_of_a_side_is_enough_where_the_rest_is_far(
    server: FrameServer, reader: GatedReader, qtbot: QtBot
) -> None:
    server.open(plain_video())
    server.request(500)
    qtbot.waitUntil(lambda: 480 in server.cache.frames())
    qtbot.wait(50)
    held = server.cache.frames()
    assert held == set(range(480, 549))


def test_frames_are_kept_for_the_model_while_that_is_wanted(
    server: FrameServer, qtbot: QtBot
) -> None:
    frames = collect(server)
    server.keep_for_model(True)
    server.open(plain_video())
    server.request(7)
    qtbot.waitUntil(lambda: frames == [7])
    made = server.model_input(7)
    assert made is not None
    assert made.shape == (288, 512, 3)
    assert (made == 7).all()
    server.keep_for_model(False)
    server.request(500)
    qtbot.waitUntil(lambda: frames == [7, 500])
    assert server.model_input(500) is None
    assert server.model_input(900) is None


def test_frames_are_scaled_where_they_are_decoded(server: FrameServer, qtbot: QtBot) -> None:
    frames = collect(server)
    server.fit_to((3, 2))
    server.open(plain_video())
    server.request(7)
    qtbot.waitUntil(lambda: frames == [7] and server.cached(8) is not None)
    for frame in (7, 8):
        fitted = server.fitted(frame)
        assert fitted is not None
        assert fitted.shape == (2, 3, 3)
        assert (fitted == frame).all()
    server.fit_to(None)
    server.request(500)
    qtbot.waitUntil(lambda: frames == [7, 500])
    assert server.fitted(500) is None


def test_a_frame_that_cannot_be_read_is_one_sentence_and_the_next_one_works(
    server: FrameServer, reader: GatedReader, qtbot: QtBot
) -> None:
    reader.broken = {5}
    frames = collect(server)
    server.open(plain_video())
    with qtbot.waitSignal(server.failed) as failed:
        server.request(5)
    assert failed.args == ["Frame 5 cannot be decoded."]
    server.request(6)
    qtbot.waitUntil(lambda: frames == [6])


def test_a_video_that_cannot_be_opened_is_one_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    server = FrameServer()
    with match_on_bench(tmp_path) as bench:
        bench.video.info.path.unlink()
        server.open(bench.video)
        with qtbot.waitSignal(server.failed) as failed:
            server.request(0)
        assert "rally.mp4" in failed.args[0]
        server.close()


def test_nothing_of_the_video_before_is_served(
    server: FrameServer, reader: GatedReader, qtbot: QtBot
) -> None:
    frames = collect(server)
    server.open(plain_video())
    server.request(10)
    qtbot.waitUntil(lambda: frames == [10])
    server.open(plain_video(20))
    assert server.cache.frames() == set()
    server.request(10)
    assert frames == [10]
    qtbot.waitUntil(lambda: frames == [10, 10])


def test_closing_ends_the_thread_and_closes_the_file(
    server: FrameServer, reader: GatedReader, qtbot: QtBot
) -> None:
    frames = collect(server)
    server.open(plain_video())
    server.request(1)
    qtbot.waitUntil(lambda: frames == [1])
    server.close()
    assert reader.closed
    assert not server.is_open
    server.request(2)
    assert frames == [1]


def test_a_frame_outside_the_video_is_refused(server: FrameServer) -> None:
    server.open(plain_video(20))
    with pytest.raises(ValueError, match=r"frame 20 is outside 0\.\.19"):
        server.request(20)


def test_real_frames_are_exact_whatever_the_order(qtbot: QtBot, tmp_path: Path) -> None:
    with match_on_bench(tmp_path, frames=120, options={"g": "50", "bf": "2"}) as bench:
        seen: list[int] = []

        def check(frame: int, image: Image) -> None:
            assert number_in(image) == frame
            seen.append(frame)

        bench.frame_server.frameReady.connect(check)
        for frame in (0, 1, 2, 1, 0, 119, 118, 60, 49, 50, 51, 0):
            bench.frame_server.request(frame)
            qtbot.waitUntil(lambda frame=frame: bool(seen) and seen[-1] == frame)


# -- player ----------------------------------------------------------------------------------------


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with match_on_bench(tmp_path, frames=50) as bench:
        yield bench


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def player(bench: Bench, clock: Clock) -> Player:
    return Player(bench.document, bench.playhead, bench.frame_server, clock=clock)


def after(player: Player, clock: Clock, seconds: float) -> None:
    clock.now += seconds
    player.tick()


def test_playing_follows_the_clock_and_skips_what_it_missed(
    bench: Bench, player: Player, clock: Clock
) -> None:
    bench.playhead.play()
    after(player, clock, 0.04)
    assert bench.playhead.frame == 1
    after(player, clock, 0.40)
    assert bench.playhead.frame == 11
    assert bench.playhead.playing


@pytest.mark.parametrize(("rate", "expected"), [(0.5, 5), (1.0, 10), (2.0, 20), (4.0, 40)])
def test_speeds(bench: Bench, player: Player, clock: Clock, rate: float, expected: int) -> None:
    bench.playhead.play(rate)
    after(player, clock, 0.401)
    assert bench.playhead.frame == expected


def test_playing_backwards(bench: Bench, player: Player, clock: Clock) -> None:
    bench.playhead.seek(30)
    bench.playhead.play(-1.0)
    assert bench.playhead.frame == 30
    after(player, clock, 0.401)
    assert bench.playhead.frame == 20


def test_playing_stops_at_either_end(bench: Bench, player: Player, clock: Clock) -> None:
    bench.playhead.play()
    after(player, clock, 60)
    assert (bench.playhead.frame, bench.playhead.playing) == (49, False)
    bench.playhead.play(-2.0)
    after(player, clock, 60)
    assert (bench.playhead.frame, bench.playhead.playing) == (0, False)


def test_play_at_the_end_starts_over(bench: Bench, player: Player) -> None:
    bench.playhead.seek(49)
    bench.playhead.play(1.0)
    assert bench.playhead.frame == 0


@pytest.mark.parametrize(
    ("loop", "rate", "start", "expected"),
    [
        ((10, 14), 1.0, 10, [12, 14, 10, 12, 14, 10]),
        ((10, 14), -1.0, 14, [12, 10, 14, 12, 10, 14]),
        ((45, None), 1.0, 45, [47, 49, 45, 47, 49, 45]),
        ((None, 3), -1.0, 2, [0, 3, 1, 3, 1, 3]),
        ((10, 14), 1.0, 30, [12, 14, 10, 12, 14, 10]),
    ],
)
def test_a_loop_is_played_over_and_over(
    bench: Bench,
    player: Player,
    clock: Clock,
    loop: tuple[int | None, int | None],
    rate: float,
    start: int,
    expected: list[int],
) -> None:
    bench.playhead.set_loop(*loop)
    bench.playhead.seek(start)
    bench.playhead.play(rate)
    visited = []
    for _ in expected:
        after(player, clock, 0.0801)
        visited.append(bench.playhead.frame)
    assert visited == expected
    assert bench.playhead.playing


def test_seeking_while_playing_plays_on_from_there(
    bench: Bench, player: Player, clock: Clock
) -> None:
    bench.playhead.play()
    after(player, clock, 0.2)
    bench.playhead.seek(30)
    after(player, clock, 0.201)
    assert bench.playhead.frame == 35


def test_a_new_speed_counts_from_now_on(bench: Bench, player: Player, clock: Clock) -> None:
    bench.playhead.play()
    after(player, clock, 0.401)
    bench.playhead.set_rate(0.5)
    after(player, clock, 0.401)
    assert bench.playhead.frame == 15


def test_variable_rates_play_by_their_times(qtbot: QtBot, tmp_path: Path, clock: Clock) -> None:
    times = [0, 40, 80, 1080, 1120, 1160, 2160, 2200]
    with match_on_bench(tmp_path, frames=len(times), times=times) as bench:
        player = Player(bench.document, bench.playhead, bench.frame_server, clock=clock)
        bench.playhead.play()
        shown = []
        for _ in range(22):
            after(player, clock, 0.1)
            shown.append(bench.playhead.frame)
        # A second long, frames 2 and 5 are what is seen.
        assert shown.count(2) == 10
        assert shown.count(5) == 10
        assert all(later >= earlier for earlier, later in pairwise(shown))


def test_the_player_runs_by_itself(bench: Bench, qtbot: QtBot) -> None:
    player = Player(bench.document, bench.playhead, bench.frame_server)
    visited: list[int] = []
    bench.playhead.frameChanged.connect(visited.append)
    bench.playhead.play(4.0)
    qtbot.waitUntil(lambda: not bench.playhead.playing)
    assert visited[-1] == 49
    assert visited == sorted(visited)
    del player


def test_without_a_match_nothing_plays(clock: Clock, qtbot: QtBot) -> None:
    from app.document import Document

    playhead = Playhead()
    server = FrameServer()
    player = Player(Document(), playhead, server, clock=clock)
    playhead.play()
    after(player, clock, 1.0)
    assert playhead.frame == 0
