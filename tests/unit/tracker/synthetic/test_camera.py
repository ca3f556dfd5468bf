"""The pinhole camera, its turns, and the homography from the canvas."""

import numpy as np
import pytest

from tracker.training.synthetic.camera import Camera, CameraMove, aim_camera, canvas_to_frame
from tracker.training.synthetic.presets import PRESETS, SportPreset

SIZE = (512, 288)


def _camera(preset: SportPreset, seed: int = 0) -> Camera:
    return aim_camera(preset, preset.cameras[0], SIZE, np.random.default_rng(seed))


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda p: p.name)
def test_the_whole_court_is_in_the_picture(preset: SportPreset) -> None:
    half_x, half_y = preset.view
    corners = np.array([(sx * half_x, sy * half_y, 0) for sx in (-1, 1) for sy in (-1, 1)])
    for seed in range(20):
        for pose in preset.cameras:
            camera = aim_camera(preset, pose, SIZE, np.random.default_rng(seed))
            xy, depth = camera.project(corners)
            assert depth.min() > 1.0
            assert xy[:, 0].min() > -1
            assert xy[:, 0].max() < SIZE[0] + 1
            assert xy[:, 1].min() > 0
            assert xy[:, 1].max() < SIZE[1] * 1.05


def test_up_is_up_and_right_is_right() -> None:
    camera = _camera(PRESETS["tennis"])
    xy, depth = camera.project(np.array([(0, 0, 0), (1, 0, 0), (0, 0, 1), (0, 5, 0)], float))
    assert xy[1, 0] > xy[0, 0]
    assert xy[2, 1] < xy[0, 1]
    assert depth[3] > depth[0]


def test_homography_agrees_with_projection() -> None:
    camera = _camera(PRESETS["badminton"])
    canvas = camera.scaled(2.0, 40.0)
    turned = camera.turned(0.03, -0.01, 1.05)
    points = np.random.default_rng(1).uniform(-3, 3, (50, 3))
    source, _ = canvas.project(points)
    wanted, _ = turned.project(points)
    mapped = np.column_stack((source, np.ones(50))) @ canvas_to_frame(canvas, turned).T
    assert mapped[:, :2] / mapped[:, 2:] == pytest.approx(wanted, abs=1e-6)


def test_canvas_keeps_pixel_centres() -> None:
    camera = _camera(PRESETS["badminton"])
    point = np.array([0.4, -2.0, 1.0])
    here, _ = camera.project(point)
    there, _ = camera.scaled(2.0, 10.0).project(point)
    assert there == pytest.approx((here + 10.5) * 2.0 - 0.5)


def test_outlines_are_cut_at_the_near_plane() -> None:
    camera = _camera(PRESETS["badminton"])
    floor = np.array([(-90, -90, 0), (90, -90, 0), (90, 90, 0), (-90, 90, 0)], float)
    assert np.isfinite(camera.outline(floor)).all()
    behind = floor + np.array((0.0, -500.0, 0.0))
    assert len(camera.outline(behind)) == 0


def test_operator_modes() -> None:
    camera = _camera(PRESETS["tennis"])
    rng = np.random.default_rng(2)
    assert CameraMove(camera, "still", 10, rng).at(3, 0.1, 1.0) is camera
    left, right = (CameraMove(camera, "follow", 10, rng).at(3, 0.0, f) for f in (-1.0, 1.0))
    centre = np.zeros(3)
    assert left.project(centre)[0][0] > right.project(centre)[0][0]
    shaken = CameraMove(camera, "shake", 10, rng)
    places = [shaken.at(i, 0.0, 0.0).project(centre)[0] for i in range(10)]
    assert 0.05 < np.abs(np.diff(places, axis=0)).max() < 12
