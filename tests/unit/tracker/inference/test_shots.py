"""Cuts are found where they are, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.unit.tracker.pans import seen, shifted
from tracker.inference.shots import MARGIN, View, find_cuts
from tracker.video import open_video, stream_frames

Picture = np.ndarray
RNG = np.random.default_rng(5)
SCENES = [
    np.kron(RNG.integers(30, 220, (18, 64, 3), dtype=np.uint8), np.ones((16, 16, 1), np.uint8))
    for _ in range(3)
]


def scene(number: int, at: int = 0) -> Picture:
    """288 x 512 pixels of a wide scene, `at` pixels from its left, with a ball that moves."""
    picture = SCENES[number][:, at : at + 512].copy()
    picture[100:106, (7 * at + 40) % 500 : (7 * at + 46) % 506] = 255
    return picture


def cuts(pictures: list[Picture], start: int = 0) -> list[int]:
    shown = list(find_cuts(enumerate(map(View, pictures), start)))
    assert [each.number for each in shown] == list(range(start, start + len(pictures)))
    for each, picture in zip(shown, pictures, strict=True):
        assert each.picture is picture
    return [each.number for each in shown if each.is_cut]


def test_a_cut_is_where_the_scene_changes() -> None:
    pictures = [scene(0, n) for n in range(20)] + [scene(1, n) for n in range(15)]
    pictures += [scene(0, n) for n in range(15)]
    assert cuts(pictures) == [20, 35]


@pytest.mark.parametrize("length", [1, 2, 4])
def test_a_flash_is_no_cut(length: int) -> None:
    pictures = [scene(0, n) for n in range(40)]
    for n in range(20, 20 + length):
        pictures[n] = np.full_like(pictures[n], 250)
    assert cuts(pictures) == []


def test_a_fast_pan_is_no_cut() -> None:
    x = np.concatenate([np.zeros(20), np.cumsum(np.hanning(16)), np.full(20, 8)])
    steps = (x / x.max() * 500).astype(int)
    assert np.diff(steps).max() > 40
    assert cuts([scene(0, at) for at in steps.tolist()]) == []


def test_a_pan_does_not_hide_the_cut_that_ends_it() -> None:
    pan = [scene(0, at) for at in range(0, 100, 5)]
    assert cuts(pan + [scene(1, n) for n in range(20)]) == [len(pan)]


def test_a_box_that_pops_up_is_no_cut() -> None:
    pictures = [scene(0, n) for n in range(40)]
    for picture in pictures[20:]:
        picture[230:275, 60:450] = 240
    assert cuts(pictures) == []


def test_a_low_rate_in_a_fast_file_is_no_cut() -> None:
    """12 pictures a second in a 60 Hz file: every fifth frame moves, the rest repeat."""
    assert cuts([scene(0, 40 * (n // 5)) for n in range(60)]) == []


def test_a_stretch_gives_the_cuts_of_the_whole() -> None:
    pictures = [scene(number % 3, n) for number in range(5) for n in range(17)]
    whole = cuts(pictures)
    assert whole == [17, 34, 51, 68]
    for first in range(0, 60, 7):
        last = min(first + 30, len(pictures) - 1)
        low, high = max(0, first - MARGIN - 1), min(len(pictures) - 1, last + MARGIN)
        found = cuts(pictures[low : high + 1], low)
        assert [n for n in found if first <= n <= last] == [n for n in whole if first <= n <= last]


def test_few_frames_are_judged_too() -> None:
    assert cuts([]) == []
    assert cuts([scene(0)]) == []
    assert cuts([scene(0), scene(1)]) == [1]


def _real(folder: Path, clip: str, count: int = 24) -> Iterator[Picture]:
    video = open_video(folder / "data" / "labelled" / clip / "video.mp4")
    last = min(count, video.info.frame_count) - 1
    for _, picture in stream_frames(video, 0, last, size=(512, 288)):
        yield picture


def test_real_rallies_are_cut_where_they_meet(shared_folder: Path) -> None:
    clips = ["badminton_02", "badminton_04", "tennis_02", "badminton_39", "volleyball_09"]
    pictures: list[Picture] = []
    wanted = []
    for clip in clips:
        wanted.append(len(pictures))
        pictures += _real(shared_folder, clip)
    assert cuts(pictures) == wanted[1:]


def repeats(pictures: list[Picture], start: int = 0) -> list[int]:
    shown = find_cuts(enumerate(map(View, pictures), start))
    return [each.number for each in shown if each.repeats]


def noisy(picture: Picture, seed: int) -> Picture:
    """As compression leaves it."""
    noise = np.random.default_rng(seed).normal(0, 2, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def test_a_frame_that_shows_the_picture_before_repeats_it() -> None:
    """A resting camera; only the ball moves, as from 25 to 30 frames a second."""
    pictures = []
    for n in range(30):
        picture = scene(0).copy()
        at = n - (n + 2) // 6
        picture[200:203, 40 + 5 * at : 43 + 5 * at] = 160
        pictures.append(noisy(picture, n))
    assert repeats(pictures) == [4, 10, 16, 22, 28]


def test_the_camera_is_followed_from_picture_to_picture() -> None:
    pictures = [seen(shifted(3 * (n - n // 6), 0), noise=n + 1) for n in range(15)]
    pictures[6], pictures[12] = noisy(pictures[5], 1), noisy(pictures[11], 2)
    shown = list(find_cuts(enumerate(map(View, pictures))))
    assert [each.number for each in shown if each.repeats] == [6, 12]
    for each in shown:
        x, y = each.camera.places(np.zeros(2, np.float32))
        still = each.number in (0, 6, 12)
        assert each.camera.is_rest == still
        assert (x, y) == pytest.approx((0 if still else 3, 0), abs=0.15)


def test_a_small_faint_ball_that_moves_is_no_repeat() -> None:
    pictures = [np.full((288, 512, 3), 90, np.uint8) for _ in range(20)]
    for n, picture in enumerate(pictures):
        picture[100:102, 50 + 3 * n : 52 + 3 * n] += 25
    assert repeats(pictures) == []


def test_a_still_shows_a_new_picture_every_third_frame_wherever_one_begins() -> None:
    still = [scene(0)] * 40
    found = repeats(still)
    assert found == [n for n in range(40) if n % 3]
    later = [n for n in repeats(still[11:], 11) if n > 12]
    assert later == [n for n in found if n > 12], "the two frames before tell"
