"""Frame-exact access to video files: probe, packet index, random reader, sequential stream."""

from tracker.errors import VideoError
from tracker.video.index import FrameIndex
from tracker.video.index_cache import open_indexed
from tracker.video.picture import MODEL_SIZE, to_model_input, to_rgb
from tracker.video.probe import Glimpse, Video, VideoInfo, first_picture, open_video
from tracker.video.reader import FrameReader
from tracker.video.stream import stream_frames
from tracker.video.timing import FrameTiming, Irregularity

__all__ = [
    "MODEL_SIZE",
    "FrameIndex",
    "FrameReader",
    "FrameTiming",
    "Glimpse",
    "Irregularity",
    "Video",
    "VideoError",
    "VideoInfo",
    "first_picture",
    "open_indexed",
    "open_video",
    "stream_frames",
    "to_model_input",
    "to_rgb",
]
