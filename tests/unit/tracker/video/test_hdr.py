import av
import numpy as np
import pytest
from av.video.reformatter import ColorTrc

from tracker.video import to_model_input, to_rgb
from tracker.video.hdr import shown_as_usual
from tracker.video.picture import to_grey


def frame_of(level: int, transfer: ColorTrc) -> av.VideoFrame:
    picture = np.full((96, 128, 3), level, np.uint8)
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    frame.color_trc = transfer
    return frame


# Of 255 levels 130 are 100 candela per square metre in PQ, 148 white, and 192 a lamp of 1,000.
@pytest.mark.parametrize(("level", "shown"), [(0, 0), (130, 190), (148, 247), (192, 255)])
def test_brightness_on_an_absolute_scale_is_shown_as_usual(level: int, shown: int) -> None:
    frame = frame_of(level, ColorTrc.SMPTE2084)
    for to in (to_rgb, to_model_input, to_grey):
        assert np.abs(to(frame).astype(int) - shown).max() <= 3


def test_what_is_brighter_is_never_shown_darker() -> None:
    levels = np.arange(256, dtype=np.uint8)
    shown = shown_as_usual(levels, frame_of(0, ColorTrc.SMPTE2084))
    assert (np.diff(shown.astype(int)) >= 0).all()
    assert len(np.unique(shown[:192])) > 120, "up to 1,000 candela per square metre"


@pytest.mark.parametrize("transfer", [ColorTrc.BT709, ColorTrc.UNSPECIFIED, ColorTrc.ARIB_STD_B67])
def test_other_pictures_are_left_alone(transfer: ColorTrc) -> None:
    levels = np.arange(256, dtype=np.uint8)
    assert shown_as_usual(levels, frame_of(0, transfer)) is levels
    assert np.abs(to_rgb(frame_of(130, transfer)).astype(int) - 130).max() <= 1
