"""What fine-tuning learns from: corrected projects, and folders of videos with their label files.

Only what a person answers for is learnt: human and verified marks of a project, and rows of a file
whose source is not the model or an interpolation. Teaching a model its own answers teaches nothing.
Marks in stretches that a person called replay, close-up or break are not learnt either. A file
without sources that was exported from the project beside it would pass off the model's answers as a
person's, and any export may be older than the marks: the project counts in its place.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from pathlib import Path

import numpy as np

from annotation import PROJECT_SUFFIX, is_project
from annotation.errors import ProjectError, UnclearFormatError
from annotation.formats import (
    LabelTable,
    Provenance,
    is_export_of,
    read_labels,
    track_to_labels,
)
from annotation.marks import Source
from annotation.project import Project
from annotation.renamed import find_video
from annotation.summary import summarise, video_of
from annotation.video_identity import VideoIdentity
from app.cli.console import say
from app.cli.errors import CommandError
from app.cli.label_files import doubts_of
from app.cli.projects import open_video
from app.cli.repetition import Origin, refuse_repetition
from app.file_kinds import VIDEO_SUFFIXES
from app.recordings import identify, places_of
from tracker.training.clips import LabelledClip
from tracker.training.pack import is_pack
from tracker.training.prepare import FrameLabels, prepare_clips
from tracker.video import Video, VideoError

_LABEL_SUFFIXES = (".csv", ".json")
"""XML beside a video is mostly its camera's or a cutting room's."""


@dataclass(frozen=True)
class LabelledVideo:
    """An opened video with the labels that people gave it; `name` is its own among all."""

    name: str
    source: Path
    video: Video
    labels: FrameLabels
    begun_as: str = ""
    """The hash of the video when its project was made, where there is one: a recording that has
    grown since is the one that weights have learnt from."""

    @cached_property
    def identity(self) -> VideoIdentity:
        """What tells the video by its content, read from the file once."""
        return identify(self.video)

    @property
    def as_origin(self) -> Origin:
        """Which video it is, and what labels it."""
        return self.identity.sha256_of_samples, str(self.source)


@dataclass(frozen=True)
class Reading:
    """So many of all frames that training needs are decoded."""

    done: int
    total: int
    clips: tuple[LabelledClip, ...] = ()
    """All of them, once everything is read."""


def collect(data: Sequence[Path], *, with_projects: bool = False) -> list[LabelledVideo]:
    """Every labelled video behind the given projects and folders.

    Args:
        with_projects: take projects that a person has marked out of folders, too, where no label
            file lies beside their video, and they are not given themselves.

    Raises an expected error, naming the file, for what is neither, for a folder without labelled
    videos, and for labels that do not fit their video.
    """
    found: list[LabelledVideo] = []
    videos: list[tuple[Path, Path | None]] = []
    for path in data:
        if path.is_dir():
            inside = videos_in(path)
            videos += inside
            found += _from_folder(path, inside, data, with_projects=with_projects)
        elif is_project(path):
            found.append(_from_project(path))
        elif not path.exists():
            raise CommandError(f"There is neither a folder nor a project at {path}.")
        else:
            raise CommandError(
                f"{path} is neither a project (.rally) nor a folder of videos with label files."
            )
    refuse_repetition(each.as_origin for each in found)
    _say_what_is_left_out(found, [video for video, _labels in videos])
    return _with_own_names(found)


def _say_what_is_left_out(found: Sequence[LabelledVideo], videos: Sequence[Path]) -> None:
    """Nobody misses one video of a hundred whose label file has a name of another kind."""
    silent = [each.source for each in found if not len(each.labels.frame)]
    if 0 < len(silent) < len(found):
        say(f"left out, for no person's label is in them: {some_of(silent)}.")
    taken = {each.video.info.path.resolve() for each in found}
    seen = {video.resolve(): video for video in videos}
    alone = [seen[path] for path in sorted(seen.keys() - taken)]
    if alone:
        say(f"left out, for no labels of their name lie beside them: {some_of(alone)}.")


def some_of(things: Sequence[Path | str]) -> str:
    """The first few, and how many more there are."""
    more = f" and {len(things) - 3} more" if len(things) > 3 else ""
    return f"{', '.join(map(str, things[:3]))}{more}"


def videos_in(folder: Path) -> list[tuple[Path, Path | None]]:
    """Videos in `folder` and the folders below it but for packs, by name, each with its label file,
    None where it has none: beside it, or as in TrackNet's badminton set `csv/1_01_00_ball.csv` for
    `video/1_01_00.mp4`."""
    found: list[tuple[Path, Path | None]] = []
    for place in [folder, *sorted(path for path in folder.rglob("*") if path.is_dir())]:
        files = _files_in(place)
        videos = [path for path in files if path.suffix.lower() in VIDEO_SUFFIXES]
        if not videos or is_pack(place):
            continue
        if place.name == "video" and (apart := place.parent / "csv").is_dir():
            files += _files_in(apart)
        for video in videos:
            names = [video.stem, f"{video.stem}_ball"]
            if len(videos) == 1:
                names.append("labels")
            wanted = [(name, suffix) for name in names for suffix in _LABEL_SUFFIXES]
            kinds = [(path.stem, path.suffix.lower()) for path in files]
            labels = [files[kinds.index(kind)] for kind in wanted if kind in kinds]
            found.append((video, labels[0] if labels else None))
    return found


def names_without_labels(folder: Path) -> set[str]:
    """What the videos in `folder` that have no label file would be called if they had one, each by
    either of its names, and `collect` has told of them."""
    videos = videos_in(folder)
    alone = Counter(video.parent for video, _labels in videos)
    bare = [video for video, labels in videos if labels is None]
    of_folders = {video.parent.absolute().name for video in bare if alone[video.parent] == 1}
    return {video.stem for video in bare} | of_folders


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())


def marked_projects(folder: Path) -> list[Path]:
    """Projects in `folder` and the folders below it in which a person answers for a frame.

    `CommandError` where one cannot be read: what a person said in it would be left out unseen.
    """
    marked = []
    for path in sorted(folder.rglob(f"*{PROJECT_SUFFIX}")):
        try:
            if path.is_file() and summarise(path).reviewed:
                marked.append(path)
        except ProjectError as error:
            raise CommandError(
                f"{path} cannot be read as a project; restore it, or take it out of the folder."
            ) from error
    return marked


def read(videos: Sequence[LabelledVideo], folder: Path) -> Iterator[Reading]:
    """Decodes the labelled stretches of all videos to memory-mapped files in `folder`.

    The last event brings the clips.
    """
    clips: list[LabelledClip] = []
    before = 0
    totals = [0] * len(videos)
    for number, labelled in enumerate(videos):
        done = 0
        for event in prepare_clips(labelled.video, labelled.labels, folder, labelled.name):
            done, totals[number] = event.done, event.total
            if event.clip is not None:
                identity = labelled.begun_as or labelled.identity.sha256_of_samples
                clips.append(replace(event.clip, identity=identity))
            # Stretches of the videos to come are not known yet; their labels are close to that.
            rest = sum(len(later.labels.frame) for later in videos[number + 1 :])
            yield Reading(before + done, sum(totals[: number + 1]) + rest)
        before += done
    yield Reading(before, before, tuple(clips))


def _from_folder(
    folder: Path,
    videos: Sequence[tuple[Path, Path | None]],
    data: Sequence[Path],
    *,
    with_projects: bool,
) -> list[LabelledVideo]:
    """The labelled ones of the `videos` in a folder, as of `videos_in`, but for those whose project
    is in `data` itself."""
    pairs = [(video, labels) for video, labels in videos if labels is not None]
    projects = marked_projects(folder) if with_projects else []
    if not pairs and not projects and is_pack(folder):
        raise CommandError(
            f"{folder} is a pack, which only `train` reads; give the videos that it was made of."
        )
    if not pairs and not projects:
        or_project = ", or a project in which you marked a frame" if with_projects else ""
        raise CommandError(
            f"The folder {folder} holds no video with labels: beside match.mp4 there must be "
            f"match.csv or match_ball.csv, or one video and labels.csv in a folder{or_project}."
        )
    given = {each.resolve() for each in data}
    found: list[LabelledVideo] = []
    with_file: set[str] = set()
    for path, labels in pairs:
        labelled, project = _from_file(path, labels)
        # By its content: the project of a folder that was copied finds the video of the other one.
        with_file.add(labelled.identity.sha256_of_samples)
        if project is None:
            found.append(labelled)
        elif project.resolve() not in given:
            # A manifest knows the video by the name that it has with the file.
            found.append(replace(_from_project(project, labelled.video), name=labelled.name))
    further = [_from_project(each) for each in projects if each.resolve() not in given]
    return found + [each for each in further if each.identity.sha256_of_samples not in with_file]


def _from_project(path: Path, video: Video | None = None) -> LabelledVideo:
    """The marks of a project; its `video` is looked for where it is not at hand."""
    with Project.read(path) as project:
        if video is None:
            video_path = find_video(project)
            if video_path is None:
                raise CommandError(
                    f"The video of {path} is not at {project.video_path}; say where it is with "
                    f"`rallymark track VIDEO --project {shlex.quote(str(path))}`, or open the "
                    "project in the window "
                    "once."
                )
            video = open_video(video_path)
        identity = identify(video)
        places = places_of(project.identity, video, identity)
        if places is None:
            raise project.other_video(identity)
        track = project.load_track()
        left_out = project.segments().left_out_mask(track.persons)
        table = track_to_labels(track, Provenance.HUMAN_AND_VERIFIED, left_out=left_out)
        begun_as = project.begun_as
    labels = _persons(table)
    labels = replace(labels, frame=places[labels.frame])
    return LabelledVideo(path.stem, path, video, labels, begun_as)


def _from_file(video_path: Path, labels: Path) -> tuple[LabelledVideo, Path | None]:
    """A video with the labels of a file, and the project beside it that the file comes from."""
    try:
        video = open_video(video_path)
    except VideoError as error:
        # Of many with that name in their folders.
        sentence = str(error).replace(video_path.name, str(video_path), 1)
        raise CommandError(sentence) from error
    info = video.info
    try:
        size = (info.width, info.height)
        table = read_labels(labels, size, info.frame_count, shown_size=info.shown_size)
    except UnclearFormatError as error:
        raise CommandError(
            f"{error} Import it in the window, which asks, and export it as Rallymark CSV in its "
            "place."
        ) from error
    name = video_path.stem if labels.stem != "labels" else video_path.parent.absolute().name
    labelled = LabelledVideo(name, labels, video, _persons(table))
    project = _exported_from(table, labelled)
    if project is None:
        for doubt in doubts_of(labels, table, size):
            say(doubt)
    return labelled, project


def _exported_from(table: LabelTable, labelled: LabelledVideo) -> Path | None:
    """The project beside the video of which the labels are an export, None where there is none."""
    for path in sorted(labelled.video.info.path.parent.glob(f"*{PROJECT_SUFFIX}")):
        try:
            known, _place = video_of(path)
        except ProjectError:
            continue  # what cannot be read has exported nothing
        # A recording may have grown since: then labels of what has come in are not of the project.
        is_its = places_of(known, labelled.video, labelled.identity) is not None
        if is_its and bool((table.frame < known.frame_count).all()):
            with Project.read(path) as project:
                # Mostly it is of the path, which refines the peaks; that may be off by now, or on.
                for by_path in (project.follows_path, not project.follows_path):
                    if is_export_of(table, project.load_track(by_path=by_path)):
                        return path
    return None


def _persons(table: LabelTable) -> FrameLabels:
    machines = np.isin(table.source, (Source.MODEL.code, Source.INTERPOLATED.code))
    rows = table.looked & ~machines
    return FrameLabels(table.frame[rows], table.visibility[rows], table.x[rows], table.y[rows])


def _with_own_names(videos: Iterable[LabelledVideo]) -> list[LabelledVideo]:
    """The same videos; those that share a name are numbered, because training splits by name."""
    videos = list(videos)
    counts = Counter(video.name for video in videos)
    taken = set(counts)
    named = []
    for video in videos:
        if counts[video.name] > 1:
            numbered = (f"{video.name}-{number}" for number in count(1))
            video = replace(video, name=next(name for name in numbered if name not in taken))
            taken.add(video.name)
        named.append(video)
    return named
