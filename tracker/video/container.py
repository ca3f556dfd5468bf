"""Opening media files so that whatever goes wrong ends in one sentence."""

from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from tracker.errors import VideoError

_FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,mpegvideo,h264,hevc,av1,ivf,m4v,"
    "flv,live_flv,asf,ogg,mxf,wtv,dv,rm,nut,gxf,mjpeg,mpjpeg,y4m,yuv4mpegpipe"
)
"""FFmpeg would otherwise render text files and play lists as video, and follow links in them."""


def open_container(path: Path) -> tuple[InputContainer, VideoStream]:
    """Open `path` and its video stream: of several, the one players show. Raises VideoError."""
    if not path.is_file():
        raise VideoError(
            f"{path.name} is a folder, not a video file."
            if path.is_dir()
            else f"There is no file {path}."
        )
    if path.stat().st_size == 0:
        raise VideoError(f"{path.name} is empty (0 bytes): copy or download it again.")
    try:
        # "file:" keeps a colon in a name from being read as a protocol.
        container = av.open(
            f"file:{path}",
            "r",
            options={"format_whitelist": _FORMATS, "protocol_whitelist": "file"},
            metadata_errors="replace",
        )
    except PermissionError as error:
        raise VideoError(f"{path.name} cannot be read: permission denied.") from error
    except (av.error.FFmpegError, ValueError, OSError) as error:
        raise VideoError(
            f"{path.name} is not a video that can be read: it is damaged, cut off before its "
            "index was written, or another kind of file."
        ) from error
    try:
        return container, _video_stream(container, path)
    except BaseException:
        container.close()
        raise


def _video_stream(container: InputContainer, path: Path) -> VideoStream:
    streams = [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]
    if not streams:
        if container.streams.audio:
            raise VideoError(f"{path.name} holds only sound, no picture.")
        raise VideoError(f"{path.name} holds no video.")
    streams = [stream for stream in streams if stream.codec_context is not None]
    if not streams:
        raise VideoError(f"{path.name} is in a video format that cannot be decoded here.")
    # As FFmpeg and players choose: the stream that the file names as its own, and of several
    # programmes, or a small copy and the whole, the largest.
    stream = max(streams, key=lambda one: (bool(one.disposition & Disposition.default), _area(one)))
    stream.thread_type = "AUTO"
    return stream


def _area(stream: VideoStream) -> int:
    return stream.codec_context.width * stream.codec_context.height
