"""What the network saw in the frame in view, computed in a thread while people look at it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtGui import QImage

from app.jobs.evidence_network import TrackerNetwork
from tracker.errors import TrackerError

if TYPE_CHECKING:
    from tracker.inference.evidence import Three
    from tracker.video import Video

Maps = npt.NDArray[np.float32]
Motion = npt.NDArray[np.uint8]

CACHED_FRAMES = 24
"""Evidence of so many frames is kept; 2 MB each."""
DRAWN_FRAMES = 6
"""The newest of these are also kept as they are painted."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnMap:
    """A map as it is painted: the thread that computes it has time for that, the window has not.

    `shows` is which interval of the motion or which stage of the heatmap it is; `image` is
    premultiplied ARGB32 at the model's size, `fitted` the same at the size of the screen, B G R A,
    uint8 [h, w, 4], where all of it is shown.
    """

    shows: str
    image: QImage
    fitted: npt.NDArray[np.uint8] | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the network saw in the second of three frames, at the model's size.

    `motion` is uint8 [2, 288, 512, 2]: from the first to the second, then to the third, departure
    and arrival of each pixel in 255ths. `heatmap` is float32 [288, 512] in 0..1, `draft` the same
    before refinement ([0, 0] for a model that does not refine). Each is None where it was not asked
    for. `looked_up` says whether it is known that pre-labelling kept the heatmap or not.
    `drawn_motion` and `drawn_heatmap` are pictures, where it was said how to draw them.
    """

    frames: Three
    motion: Motion | None = None
    heatmap: Maps | None = None
    draft: Maps | None = None
    looked_up: bool = False
    drawn_motion: DrawnMap | None = None
    drawn_heatmap: DrawnMap | None = None


Draw = Callable[[Evidence], Evidence]
"""Adds the pictures of maps that have none."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Three frames, and which maps are wanted of the second.

    `kept`: its heatmap, too, but only where pre-labelling kept it.
    """

    frames: Three
    motion: bool = False
    heatmap: bool = False
    draft: bool = False
    kept: bool = False

    def granted_by(self, evidence: Evidence) -> bool:
        """Whether `evidence` holds everything wanted."""
        return (
            (evidence.motion is not None or not self.motion)
            and (evidence.heatmap is not None or not self.heatmap)
            and (evidence.draft is not None or not self.draft)
            and (evidence.heatmap is not None or evidence.looked_up or not self.kept)
        )


class Network(Protocol):
    """Computes maps of one video; made, used and closed in the worker's thread."""

    def motion(self, frames: Three) -> Motion:
        """uint8 [2, 288, 512, 2]."""
        ...

    def heatmap(self, frames: Three) -> Maps:
        """float32 [288, 512]."""
        ...

    def kept_heatmap(self, frames: Three) -> Maps | None:
        """The heatmap where pre-labelling kept it, at once."""
        ...

    def draft(self, frames: Three) -> Maps:
        """float32 [288, 512], or [0, 0] for a model without refinement."""
        ...

    def close(self) -> None:
        """Let the video go."""
        ...


OpenNetwork = Callable[["Video", str, str, "Path | None"], Network]
"""(video, weights name or path, device, project file) → Network."""


class EvidenceWorker(QObject):
    """Answers `request` with `evidenceReady`, at once or from a thread; the latest request wins.

    The network is loaded when something is first asked for. Motion takes milliseconds, a heatmap
    up to seconds on a CPU: where both are wanted, motion is delivered first and both once more.
    """

    evidenceReady = Signal(object)
    """An `Evidence` with at least one of the maps that were asked for."""
    failed = Signal(str)
    """The network cannot be asked, or a frame has no map. The sentence says why, once for a video
    and a model."""
    busyChanged = Signal(bool)
    """Whether a map is being computed."""
    modelChanged = Signal()
    """Another model, or another video: whoever shows evidence should ask again."""

    def __init__(
        self, parent: QObject | None = None, *, open_network: OpenNetwork | None = None
    ) -> None:
        super().__init__(parent)
        self._open_network = open_network or TrackerNetwork
        self._video: Video | None = None
        self._project: Path | None = None
        self._weights = ""
        self._device = "auto"
        self._thread: _EvidenceThread | None = None
        self._retired: set[_EvidenceThread] = set()
        self._known: OrderedDict[Three, Evidence] = OrderedDict()
        self._busy = False
        self._told: set[str] = set()
        """What went wrong so far, with this video and model."""
        self.draw: Draw | None = None
        """How maps are painted; called by the thread."""

    def open(self, video: Video, project: Path | None = None) -> None:
        """Look at `video` from now on; heatmaps may be kept beside the file `project`."""
        self._project = project
        self._restart(video)

    def leave(self) -> None:
        """Look at nothing; a map being computed is finished in its own time and dropped."""
        self._restart(None)

    def close(self) -> None:
        """Look at nothing; waits for a map being computed, so that no thread is left."""
        self.leave()
        for thread in self._retired:
            thread.wait()
        self._bury_finished()

    def set_model(self, weights: str, device: str = "auto") -> None:
        """Ask this model: name or path of its weights, '' for the default ones; and where."""
        if (weights, device) != (self._weights, self._device):
            self._weights, self._device = weights, device
            self._restart(self._video)

    def request(self, wish: Wish, ahead: Sequence[Wish] = ()) -> None:
        """Have `evidenceReady` emitted for what is wished; what was asked before and not begun is
        dropped.

        The wishes `ahead` are granted before what is not known of `wish` itself.

        Without a video, or with no map wanted, nothing is computed.
        """
        if self._video is None:
            return
        known = self._known.get(wish.frames)
        if known is not None:
            self._known.move_to_end(wish.frames)
            if not wish.granted_by(Evidence(wish.frames)):
                self.evidenceReady.emit(known)
        have = [(one, self._known.get(one.frames, Evidence(one.frames))) for one in (*ahead, wish)]
        missing = [pair for pair in have if not pair[0].granted_by(pair[1])]
        if self._thread is None and missing:
            asked = self._video, self._weights, self._device, self._project
            self._thread = _EvidenceThread(lambda: self._open_network(*asked), lambda: self.draw)
            self._thread.arrived.connect(self._deliver)
            self._thread.busyChanged.connect(self._set_busy)
            self._thread.start()
        if self._thread is not None:
            self._thread.wish(missing)

    def look_up_again(self) -> None:
        """Pre-labelling may have kept more heatmaps meanwhile."""
        for frames, evidence in self._known.items():
            self._known[frames] = replace(evidence, looked_up=False)

    @property
    def busy(self) -> bool:
        """Whether a map is being computed."""
        return self._busy

    def _restart(self, video: Video | None) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.arrived.disconnect(self._deliver)
            thread.busyChanged.disconnect(self._set_busy)
            # A heatmap takes seconds on a CPU: the thread ends when it can, nobody waits for it.
            self._retired.add(thread)
            thread.stop()
        self._bury_finished()
        self._video = video
        self._known.clear()
        self._told.clear()
        self._set_busy(False)
        self.modelChanged.emit()

    def _bury_finished(self) -> None:
        """Let go of the threads that have come to their end."""
        for thread in [thread for thread in self._retired if thread.isFinished()]:
            self._retired.remove(thread)
            thread.wait()

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busyChanged.emit(busy)

    def _deliver(self) -> None:
        if self._thread is None:
            return
        found, problem = self._thread.take()
        for evidence in found:
            self._known[evidence.frames] = evidence
            self._known.move_to_end(evidence.frames)
            while len(self._known) > CACHED_FRAMES:
                self._known.popitem(last=False)
            if len(self._known) > DRAWN_FRAMES:
                frames = list(self._known)[-1 - DRAWN_FRAMES]
                self._known[frames] = replace(
                    self._known[frames], drawn_motion=None, drawn_heatmap=None
                )
            self.evidenceReady.emit(evidence)
        # A model that cannot be loaded fails anew for every frame that is shown.
        if problem and problem not in self._told:
            self._told.add(problem)
            self.failed.emit(problem)


class _EvidenceThread(QThread):
    """Grants the latest wishes in turn, one map at a time: newer ones never wait for two."""

    arrived = Signal()
    busyChanged = Signal(bool)

    def __init__(
        self, begin: Callable[[], Network], how_to_draw: Callable[[], Draw | None]
    ) -> None:
        super().__init__()
        self._begin = begin
        self._how_to_draw = how_to_draw
        self._wake = threading.Condition()
        self._stopping = False
        self._wishes: list[tuple[Wish, Evidence]] = []
        self._results: list[Evidence] = []
        self._problem = ""

    def wish(self, wishes: list[tuple[Wish, Evidence]]) -> None:
        """Replace the wishes, each with what is known of its frame already."""
        with self._wake:
            self._wishes = wishes
            self._wake.notify()

    def take(self) -> tuple[list[Evidence], str]:
        """What was found, and what went wrong ('' where nothing did), each once."""
        with self._wake:
            taken = self._results, self._problem
            self._results, self._problem = [], ""
            return taken

    def stop(self) -> None:
        """End after the map being computed; does not wait for that."""
        with self._wake:
            self._stopping = True
            self._wake.notify()

    def run(self) -> None:
        """Grant wishes until stopped, or until the network cannot be asked."""
        network: Network | None = None
        try:
            while (task := self._next()) is not None:
                self.busyChanged.emit(True)
                try:
                    if network is None:
                        network = self._begin()
                    self._grant(network, *task)
                except TrackerError as error:
                    self._post([], str(error))
                    if network is None:
                        return
                    self._give_up(task[0])
                finally:
                    self.busyChanged.emit(False)
        finally:
            if network is not None:
                network.close()

    def _give_up(self, wish: Wish) -> None:
        """Another frame may have its map all the same."""
        with self._wake:
            self._wishes = [pair for pair in self._wishes if pair[0] != wish]

    def _next(self) -> tuple[Wish, Evidence] | None:
        with self._wake:
            while not self._stopping:
                if self._wishes:
                    return self._wishes[0]
                self._wake.wait()
            return None

    def _grant(self, network: Network, wish: Wish, evidence: Evidence) -> None:
        """Compute the next map that is missing; the quick one first."""
        if wish.motion and evidence.motion is None:
            evidence = replace(evidence, motion=network.motion(wish.frames))
        elif wish.heatmap and evidence.heatmap is None:
            evidence = replace(evidence, heatmap=network.heatmap(wish.frames))
        elif wish.draft and evidence.draft is None:
            evidence = replace(evidence, draft=network.draft(wish.frames))
        if wish.kept and evidence.heatmap is None:
            kept = network.kept_heatmap(wish.frames)
            evidence = replace(evidence, heatmap=kept, looked_up=True)
        draw = self._how_to_draw()
        if draw is not None:
            evidence = draw(evidence)
        with self._wake:
            now = [(one, evidence if one == wish else have) for one, have in self._wishes]
            self._wishes = [(one, have) for one, have in now if not one.granted_by(have)]
        self._post([evidence], "")

    def _post(self, found: list[Evidence], problem: str) -> None:
        with self._wake:
            waiting = bool(self._results) or bool(self._problem)
            self._results += found
            self._problem = problem or self._problem
        if not waiting:
            self.arrived.emit()
