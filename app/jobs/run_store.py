"""Where the answers of a run go: heat into the cache beside the project, all else into the project.

Knows no Qt: the window's worker and the command line share it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from annotation.predictions import Run
from annotation.project import PROBLEM_STATE, Project
from annotation.shots import ShotPiece
from app.recordings import heatmaps_key
from tracker.closing import Closing
from tracker.inference.heatmap_cache import CacheError, HeatmapWriter, cache_path

if TYPE_CHECKING:
    from app.jobs.engine import LoadedModel
    from tracker.inference import ChunkDone

VERIFIER_SETTING = "verifier"


def run_settings(model: LoadedModel, stride: int) -> dict[str, Any]:
    """What answers depend on beside the weights, as a run remembers it."""
    settings: dict[str, Any] = {"stride": stride}
    if model.verifier is not None:
        settings[VERIFIER_SETTING] = model.verifier_sha256[:16]
    return settings


def run_to_go_on(
    project: Project, model: LoadedModel, threshold: float, settings: dict[str, Any]
) -> Run:
    """The run to write to: of the same weights and settings the latest, even a finished one, which
    may lack what was excluded then."""
    run = project.latest_run(whole=True)
    if (
        run is not None
        and run.finished is not None
        and (run.weights_hash, run.settings) == (model.sha256, settings)
    ):
        return run
    return project.begin_run(model.name, model.sha256, threshold, project.frame_count, settings)


class RunStore(Closing):
    """Commits chunks of one run, in the project's thread."""

    def __init__(self, project: Project, run: Run, tell: Callable[[str], object]) -> None:
        """`tell` is given a sentence where the cache cannot be written; the run goes on then."""
        project.set_state(PROBLEM_STATE, None)
        self._project = project
        self._run = run
        self._tell = tell
        self._cache: HeatmapWriter | None = None
        key = heatmaps_key(project.identity)
        try:
            self._cache = HeatmapWriter(cache_path(project.path), key, run.weights_hash)
        except CacheError as error:
            tell(str(error))

    def close(self) -> None:
        """Let the cache go; the project stays open."""
        if self._cache is not None:
            self._cache.close()

    def keep(self, chunk: ChunkDone) -> None:
        """Store one chunk. The project comes last: what it holds has its heat in the cache.

        Raises ProjectError where the project cannot be written.
        """
        if self._cache is not None and chunk.heat:
            try:
                self._cache.write(chunk.first_frame, chunk.heat)
            except CacheError as error:
                self._tell(str(error))
                self._cache.close()
                self._cache = None
        self._project.write_predictions(
            self._run.id,
            chunk.first_frame,
            *chunk.columns,
            shot=ShotPiece(chunk.begins_shot, chunk.view),
        )
