"""The shape of a video's pixels: broadcasts and tapes often store pictures narrower than they are
shown (anamorphic video)."""

from fractions import Fraction

from av.video.stream import VideoStream

from tracker.video.picture import Orientation

SQUARE = Fraction(1)
_NARROWEST, _WIDEST = Fraction(1, 4), Fraction(4)
"""What lies beyond is no shape a picture was meant to have."""
_NEAR_SQUARE = Fraction(1, 100)
"""Scaling to even sides leaves shapes like 1281:1280, which nobody sees."""
_LARGEST_TERM = 4096
"""No real shape needs larger ones, and codecs store them in 16 bits."""


def stored_aspect(stream: VideoStream) -> Fraction | None:
    """What the file says of `stream`: width : height of a stored pixel, or None.

    The container's word goes before the codec's, as in players. Ask after a picture was decoded:
    some decoders know no sooner.
    """
    return stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio or None


def shown_aspect(stored: Fraction | None, orientation: Orientation) -> Fraction:
    """Width : height of a pixel of the picture as displayed, for what the file says of stored ones.

    1 where it says nothing or nothing credible, and where no eye would see a difference.
    """
    if not stored or not _NARROWEST <= stored <= _WIDEST or abs(stored - 1) < _NEAR_SQUARE:
        return SQUARE
    aspect = Fraction(stored).limit_denominator(_LARGEST_TERM)
    return 1 / aspect if orientation.rotation % 180 else aspect
