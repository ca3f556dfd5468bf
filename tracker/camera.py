"""How the camera moved between two pictures, so that what seems to move is what does.

Motion polarity tells what brightens and what darkens: under a camera that pans, everything does.
So the pictures of a window are brought to where the camera was in the middle one, and what is found
is taken back. A camera at rest, as that of most broadcasts, changes nothing to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH, to_source
from tracker.picture import Picture, change_between, thumbnail_of

if TYPE_CHECKING:
    from torch import Tensor

# Of real rallies seen by cameras at rest, nineteen pictures in twenty change less than 0.15 grey
# levels and seem to move by less than 0.03 pixels; one that pans by a tenth of a pixel changes
# more.
_LEAST_CHANGE = 0.05
_LEAST_MOTION = 0.15
"""Model pixels, at the corner that moves most."""
_WITHIN = 0.5
"""Model pixels from where the camera's motion has it that a place is found which does not move."""
_AGREE = 0.5
"""Share of the places that do not move; with less, a player fills the picture, or nothing is the
same."""
_LEAST_PLACES = 20

_STEP = 24
_PLACES = np.stack(
    np.meshgrid(
        np.arange(_STEP * 2 // 3, MODEL_WIDTH, _STEP, dtype=np.float32),
        np.arange(_STEP // 2, MODEL_HEIGHT, _STEP, dtype=np.float32),
    ),
    axis=-1,
).reshape(-1, 1, 2)
_CORNERS = np.array(
    [[0, 0], [MODEL_WIDTH - 1, 0], [0, MODEL_HEIGHT - 1], [MODEL_WIDTH - 1, MODEL_HEIGHT - 1]],
    np.float32,
)
# From pixels to what torch counts in, -1 to 1 from edge to edge.
_TO_UNIT = np.array([[2 / (MODEL_WIDTH - 1), 0, -1], [0, 2 / (MODEL_HEIGHT - 1), -1], [0, 0, 1]])


@dataclass(frozen=True, slots=True, eq=False)
class CameraMotion:
    """From where the camera was in one picture to where it was in another.

    `matrix` float64 [3,3]: homogeneous model pixels of the one to those of the other.
    """

    matrix: NDArray[np.float64]

    @property
    def is_rest(self) -> bool:
        """Whether both are the same, exactly."""
        return self is AT_REST

    def back(self) -> CameraMotion:
        """From the other to the one."""
        return self if self.is_rest else CameraMotion(_inverse(self.matrix))

    def then(self, onward: CameraMotion) -> CameraMotion:
        """From the one to where `onward` leads from the other."""
        if self.is_rest or onward.is_rest:
            return onward if self.is_rest else self
        return CameraMotion(onward.matrix @ self.matrix)

    def places(self, xy: NDArray[np.float32]) -> NDArray[np.float32]:
        """Where places float32 [..., 2] of the one picture are in the other; NaN stays NaN."""
        if self.is_rest:
            return xy
        return np.asarray(xy @ self.matrix[:2, :2].T + self.matrix[:2, 2], np.float32)

    def in_pixels_of(self, size: tuple[int, int]) -> NDArray[np.float32]:
        """The same for pixels of a video of `size` (width, height), float32 [2,3]."""
        if self.is_rest:
            return np.eye(2, 3, dtype=np.float32)
        origin = to_source(np.zeros(2), size)
        to_video = np.diag([*(to_source(np.ones(2), size) - origin), 1.0])
        to_video[:2, 2] = origin
        matrix = to_video @ self.matrix @ _inverse(to_video)
        return np.asarray(matrix[:2], np.float32)

    def picture(self, shown: Picture, beyond: Picture) -> Picture:
        """The one picture from where the camera was in the other, which shows through `beyond` the
        edges of the one."""
        if self.is_rest:
            return shown
        seen = beyond.copy()
        cv2.warpAffine(
            shown,
            self.matrix[:2],
            (MODEL_WIDTH, MODEL_HEIGHT),
            dst=seen,
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_TRANSPARENT,
        )
        return seen

    def heatmap(self, heat: Tensor) -> Tensor:
        """What a heatmap [288,512] says that was found from where the camera was in the other
        picture, in the pixels of the one; 0 beyond its edges."""
        if self.is_rest:
            return heat
        import torch
        from torch.nn import functional as F

        unit = _TO_UNIT @ self.matrix @ _inverse(_TO_UNIT)
        # In half precision, places would be a pixel off.
        theta = torch.from_numpy(unit[:2]).to(heat.device, torch.float32)[None]
        grid = F.affine_grid(theta, [1, 1, *heat.shape], align_corners=True)
        return F.grid_sample(heat.float()[None, None], grid, align_corners=True)[0, 0].to(heat)


def _inverse(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.linalg.inv(matrix), np.float64)


AT_REST = CameraMotion(np.eye(3))


def camera_motion(before: Picture, here: Picture, change: float) -> CameraMotion:
    """How the camera moved, turned or zoomed from one picture to the next of a shot.

    Args: change: between their thumbnails, which tells at once that most cameras rest.
    """
    if change < _LEAST_CHANGE:
        return AT_REST
    one, other = (cv2.cvtColor(each, cv2.COLOR_RGB2GRAY) for each in (before, here))
    # Where nothing has an edge, nothing is found.
    found, seen, _ = cv2.calcOpticalFlowPyrLK(
        one, other, _PLACES, _PLACES.copy(), winSize=(15, 15), maxLevel=2, minEigThreshold=1e-3
    )
    there = np.asarray(seen)[:, 0] == 1
    if there.sum() < _LEAST_PLACES:
        return AT_REST
    rigid, agree = cv2.estimateAffinePartial2D(
        _PLACES[there], found[there], method=cv2.RANSAC, ransacReprojThreshold=_WITHIN
    )
    if rigid is None or agree.mean() < _AGREE:
        return AT_REST
    motion = CameraMotion(np.vstack((rigid, (0, 0, 1))))
    way = motion.places(_CORNERS) - _CORNERS
    return motion if np.hypot(*way.T).max() >= _LEAST_MOTION else AT_REST


def from_the_middle(
    pictures: Sequence[Picture],
) -> tuple[list[Picture], list[CameraMotion]]:
    """Three pictures of a shot as seen from where the camera was in the second, and how it moved
    from each of them to that one."""
    middle = pictures[1]
    small = [thumbnail_of(each) for each in pictures]
    cameras = [
        camera_motion(each, middle, change_between(thumbnail, small[1]))
        for each, thumbnail in zip(pictures, small, strict=True)
    ]
    seen = [camera.picture(each, middle) for camera, each in zip(cameras, pictures, strict=True)]
    return seen, cameras
