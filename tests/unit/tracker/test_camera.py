"""What the camera did is told from what moves in front of it."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from tests.unit.tracker.pans import seen, shifted, turned
from tracker.camera import AT_REST, CameraMotion, camera_motion
from tracker.picture import change_between, thumbnail_of

PLACES = np.array([[0, 0], [511, 0], [255, 143], [20, 280], [500, 200]], np.float32)


def motion(before: NDArray[np.uint8], here: NDArray[np.uint8]) -> CameraMotion:
    return camera_motion(before, here, change_between(thumbnail_of(before), thumbnail_of(here)))


@pytest.mark.parametrize(
    "matrix",
    [
        shifted(0.4, 0.0),
        shifted(3.3, -2.2),
        shifted(-11.0, 6.0),
        turned(0.6, 1.0),
        turned(0.0, 1.012),
        shifted(4.0, 1.0) @ turned(-0.4, 0.99),
    ],
)
def test_pans_turns_and_zooms_are_told(matrix: NDArray[np.float64]) -> None:
    found = motion(seen(np.eye(3), noise=1), seen(matrix, noise=2))
    expected = PLACES @ matrix[:2, :2].T + matrix[:2, 2]
    np.testing.assert_allclose(found.places(PLACES), expected, atol=0.12)


def test_noise_is_no_motion() -> None:
    assert motion(seen(np.eye(3), noise=1), seen(np.eye(3), noise=2)) is AT_REST
    assert motion(seen(np.eye(3)), seen(shifted(0.05, 0))) is AT_REST


def test_a_player_who_crosses_the_picture_moves_no_camera() -> None:
    before, here = seen(np.eye(3), noise=1), seen(np.eye(3), noise=2)
    player = seen(shifted(90, 40))[60:250, 150:330]
    before[60:250, 150:330] = player
    here[60:250, 158:338] = player
    assert motion(before, here) is AT_REST
    panned = seen(shifted(5, 0), noise=2)
    panned[60:250, 170:350] = player
    found = motion(before, panned).places(PLACES) - PLACES
    np.testing.assert_allclose(found, np.broadcast_to((5, 0), found.shape), atol=0.12)


def test_where_nothing_agrees_the_camera_rests() -> None:
    random = np.random.default_rng(3)
    one, other = (np.kron(random.integers(0, 255, (36, 64)), np.ones((8, 8))) for _ in range(2))
    pictures = [np.repeat(each.astype(np.uint8)[..., None], 3, axis=2) for each in (one, other)]
    assert motion(*pictures) is AT_REST
    grey, brighter = np.full((2, 288, 512, 3), (80,), np.uint8)
    assert motion(grey, brighter + np.uint8(20)) is AT_REST, "a light goes on, nothing has an edge"


def test_there_and_back_is_where_one_was() -> None:
    one, other = CameraMotion(shifted(3, 1)), CameraMotion(turned(5, 1.1))
    both = one.then(other)
    np.testing.assert_allclose(both.places(PLACES), other.places(one.places(PLACES)), rtol=1e-5)
    np.testing.assert_allclose(both.then(both.back()).places(PLACES), PLACES, atol=1e-3)
    assert one.then(AT_REST) is one
    assert AT_REST.then(one) is one
    assert AT_REST.back() is AT_REST
    nowhere = np.array([[np.nan, np.nan], [1, 2]], np.float32)
    np.testing.assert_array_equal(one.places(nowhere), [[np.nan, np.nan], [4, 3]])


def test_at_rest_nothing_is_copied() -> None:
    picture, heat = seen(np.eye(3)), torch.rand(288, 512)
    assert AT_REST.picture(picture, seen(shifted(9, 9))) is picture
    assert AT_REST.heatmap(heat) is heat
    assert AT_REST.places(PLACES) is PLACES


def test_a_picture_is_seen_from_elsewhere_with_what_is_beyond_its_edges() -> None:
    matrix = shifted(20, -8)
    before, here = seen(np.eye(3)), seen(matrix)
    here[:, :20], here[-8:] = 7, 9
    brought = CameraMotion(matrix).picture(before, here)
    np.testing.assert_array_equal(brought[:-9, 21:], here[:-9, 21:])
    assert (brought[:-8, :20] == 7).all()
    assert (brought[-8:] == 9).all()


def test_a_heatmap_is_taken_back_to_its_own_picture() -> None:
    heat = torch.zeros(288, 512)
    heat[100, 300] = 1.0
    own = CameraMotion(shifted(20, -8)).heatmap(heat)
    assert int(own.argmax()) == 108 * 512 + 280
    assert float(own[108, 280]) == pytest.approx(1, abs=1e-3)
    between = CameraMotion(shifted(0.5, 0)).heatmap(heat)
    assert between[100, 299:301].tolist() == pytest.approx([0.5, 0.5], abs=1e-3)
    heat = torch.ones(288, 512)
    assert (CameraMotion(shifted(20, 0)).heatmap(heat)[:, -19:] == 0).all()
    matrix = turned(7, 1.05)
    x, y = np.rint(CameraMotion(matrix).places(np.array([200, 180], np.float32))).astype(int)
    heat = torch.zeros(288, 512)
    heat[y - 1 : y + 2, x - 1 : x + 2] = 1.0
    assert divmod(int(CameraMotion(matrix).heatmap(heat).argmax()), 512) in [
        (row, column) for row in range(179, 182) for column in range(199, 202)
    ]
