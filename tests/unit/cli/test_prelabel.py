"""Which weights a project was answered with, and what is said of a run."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tqdm import tqdm

from annotation.camera_steps import at_rest
from annotation.predictions import Run
from app.cli.console import progress_bar
from app.cli.errors import CommandError
from app.cli.prelabel import Cluster, prelabel, weights_of
from app.jobs.engine import LoadedModel
from tests.small_model import small_model
from tests.unit.cli.conftest import FRAMES
from tracker.inference import ChunkDone, Event, Progress
from tracker.model.weights import user_weights_folder
from tracker.model.weights_file import weights_hash
from tracker.video import open_video


def test_the_weights_of_a_run_are_found_by_what_is_in_them(user_home: Path) -> None:
    folder = user_weights_folder()
    folder.mkdir(parents=True)
    club = small_model(folder / "club.safetensors")
    run = Run(1, "old name", weights_hash(club), 0.5, 9, {}, 0.0, None, ())
    assert weights_of(run, Path("match.rally")) == str(club)
    with pytest.raises(CommandError, match=r"match\.rally was answered with gone.*--weights"):
        weights_of(replace(run, model_name="gone", weights_hash="0" * 64), Path("match.rally"))


def test_the_time_left_is_not_judged_by_preparations(
    match: Path, bright: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    bars: list[tqdm[Any]] = []

    @contextmanager
    def watched(*args: Any, **options: Any) -> Iterator[tqdm[Any]]:
        with progress_bar(*args, **{**options, "show": True}) as bar:
            bar._time = lambda: now
            bars.append(bar)
            yield bar

    def events(*_: object) -> Iterator[Event]:
        nonlocal now
        now = bars[0].start_t
        for _ in range(5):
            now += 10.0
            yield Progress(0, FRAMES, 0.0, None)
        now += 1.0
        nothing = np.full(20, np.nan)
        peaks, motion = np.full((20, 1, 3), np.nan), np.full((20, 1, 2), np.nan)
        columns = (nothing, nothing, nothing, peaks, motion, nothing, np.zeros(20, np.bool_))
        yield ChunkDone(0, *columns, at_rest(20), False, np.zeros((9, 16, 3)), ())
        rates.append(bars[0].format_dict["rate"])

    now, rates = 0.0, []
    monkeypatch.setattr("app.cli.prelabel.progress_bar", watched)
    monkeypatch.setattr("app.cli.prelabel._events", events)
    prelabel(open_video(match), bright, lambda chunk: None, stop=threading.Event())
    assert rates == [pytest.approx(20.0)]


def test_what_is_connected_to_is_told(
    match: Path,
    bright: LoadedModel,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Before it is tried, which may take a while."""

    def connect(*_: object, address: str, **_options: object) -> Iterator[Event]:
        told.append((address, capsys.readouterr().err))
        yield from ()

    told: list[tuple[str, str]] = []
    monkeypatch.setattr("tracker.inference.cluster.track_on_ray", connect)
    for address in ("head:6379", "local"):
        cluster = Cluster(address, "auto")
        prelabel(open_video(match), bright, print, stop=threading.Event(), ray=cluster)
    said = "rallymark: connecting to the Ray cluster at head:6379.\n"
    assert told == [("head:6379", said), ("local", "")]
