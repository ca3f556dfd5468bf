"""What the canvas has the network asked about, as far as an overlay shows the answer."""

from __future__ import annotations

from functools import partial

from app.document import Document
from app.jobs.evidence import EvidenceWorker, Wish
from app.playback.frame_server import FrameServer
from app.playhead import Playhead
from app.widgets.overlays import HeatmapStage, Overlay, OverlayState
from app.widgets.overlays_evidence import draw_maps

MOST_LEFT_OUT = 16
"""A longer way from one frame shown to the next is a jump, and no pace."""

AHEAD = (2, 3, 4, 1)
"""Which of the next frames' maps are made in play, the most urgent first: what is begun when
its frame is next comes late, and the one after it, too."""


class EvidenceWanted:
    """Asks for the frame shown; in play also for the next ones."""

    def __init__(
        self,
        worker: EvidenceWorker,
        document: Document,
        playhead: Playhead,
        overlays: OverlayState,
        frame_server: FrameServer,
    ) -> None:
        self.worker = worker
        self._document = document
        self._frame_server = frame_server
        self._playhead = playhead
        self._overlays = overlays
        self._shown: int | None = None
        self._pace = 1

    def want(self, frame: int) -> None:
        """The frame is shown now, or something else is to be shown of it."""
        if frame != self._shown:
            self._pace, self._shown = self._pace_to(frame), frame
        overlays = self._overlays
        motion, heatmap = (overlays.visible(which) for which in (Overlay.MOTION, Overlay.HEATMAP))
        stage = overlays.heatmap_stage
        self.worker.draw = partial(
            draw_maps,
            interval=overlays.motion_interval,
            stage=stage,
            size=self._frame_server.fit_size,
        )
        self._frame_server.keep_for_model(motion)
        if self._playhead.playing:
            self._want_ahead(frame, motion, heatmap and stage is HeatmapStage.ANSWER)
            return
        self.worker.request(
            Wish(
                self._document.track.around(frame),
                motion=motion,
                heatmap=heatmap and stage is not HeatmapStage.DRAFT,
                draft=heatmap and stage is not HeatmapStage.ANSWER,
            )
        )

    def _want_ahead(self, frame: int, motion: bool, heatmap: bool) -> None:
        """While playing: show what is known of this frame, and have the next ones looked at first.

        Of heatmaps only those that are kept: any other takes the whole network, and would be stale
        whenever it came.
        """
        following = [frame + step * self._pace for step in AHEAD] if motion or heatmap else []
        ahead = [
            self._in_play(number, motion, heatmap)
            for number in following
            if self._is_decoded(number)
        ]
        here = motion and self._is_decoded(frame)
        self.worker.request(self._in_play(frame, here, heatmap), ahead)

    def _in_play(self, frame: int, motion: bool, heatmap: bool) -> Wish:
        return Wish(self._document.track.around(frame), motion=motion, kept=heatmap)

    def _is_decoded(self, frame: int) -> bool:
        """Whether the decoder has passed `frame` in play: to tell motion there, nothing needs to be
        decoded that it is about to decode."""
        last = self._playhead.last_frame
        if not 0 <= frame <= last:
            return False
        before, _, after = self._document.track.around(frame)
        following = frame + self._pace
        following = max(following, after) if self._pace > 0 else min(following, before)
        return self._frame_server.cached(min(max(0, following), last)) is not None

    def _pace_to(self, frame: int) -> int:
        """How many frames lie between two that are shown in play, signed: some are left out."""
        moved = frame - self._shown if self._shown is not None else 0
        direction = 1 if self._playhead.rate > 0 else -1
        return moved if 0 < moved * direction <= MOST_LEFT_OUT else direction
