"""The label report: one HTML file with everything in it, for a browser or a printer."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from jinja2 import Environment, StrictUndefined, nodes, select_autoescape
from markupsafe import Markup

from annotation.arc_edits import events_of
from annotation.events import Event
from annotation.formats.atomic import write_lines
from annotation.marks import Source
from annotation.project import Project
from annotation.rallies import rallies_of
from annotation.report import LabelReport, Outcome, State, label_report
from annotation.segments import Segments
from annotation.track import BallTrack
from app import __version__
from app.languages import Translate, english
from app.numerals import grouped, percent
from app.paths import match_name
from app.reports import charts
from app.reports.charts import Axis, Series
from resources import resource_text

STATE_CLASSES = {
    State.HUMAN: "human",
    State.VERIFIED: "verified",
    State.INTERPOLATED: "interpolated",
    State.MODEL_BALL: "model",
    State.MODEL_NO_BALL: "model-none",
    State.UNPROCESSED: "unprocessed",
}
OUTCOME_CLASSES = {
    Outcome.RIGHT: "right",
    Outcome.MOVED: "moved",
    Outcome.ADDED: "added",
    Outcome.REMOVED: "removed",
}
TEMPLATE = ("report", "label_report.html")

Float64 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class MatchFacts:
    """Which match a report is of. `model` is '' where none has answered.

    `times` float64 [frames] are the frames' own in seconds, None where the video is not at hand:
    then they follow from the mean frame rate. `pixel_aspect` is width : height of a pixel, 1 where
    that is not known either.
    """

    name: str
    video: str
    width: int
    height: int
    fps: float
    frames: int
    model: str
    weights_hash: str
    times: Float64 | None = field(default=None, compare=False)
    pixel_aspect: Fraction = Fraction(1)

    @property
    def shown_width(self) -> int:
        """Of the picture in its true shape, with as many rows as are stored."""
        return round(self.width * self.pixel_aspect)

    @property
    def seconds(self) -> float:
        """How long the video is."""
        return self.time(self.frames - 1) + 1 / self.fps if self.frames else 0.0

    def time(self, frame: int) -> float:
        """When a frame is shown, in seconds from the first."""
        return frame / self.fps if self.times is None else float(self.times[frame])

    def place(self, seconds: float) -> float:
        """Where a time lies among the frames, 0..1."""
        if self.times is None:
            return seconds * self.fps / self.frames
        return float(np.interp(seconds, self.times, np.arange(self.frames))) / self.frames

    @classmethod
    def of(
        cls,
        project: Project,
        times: Float64 | None = None,
        pixel_aspect: Fraction = Fraction(1),
    ) -> MatchFacts:
        """Read from the project file; `times` are the frames', and `pixel_aspect` that of the
        video, where it is at hand."""
        identity, run, video = project.identity, project.latest_run(), project.video_path
        return cls(
            name=match_name(project.path),
            video=video.name if video is not None else "",
            width=identity.width,
            height=identity.height,
            fps=identity.fps,
            frames=identity.frame_count,
            model=run.model_name if run is not None else "",
            weights_hash=run.weights_hash if run is not None else "",
            times=times,
            pixel_aspect=pixel_aspect,
        )


def write_label_report(
    path: Path, facts: MatchFacts, report: LabelReport, translate: Translate = english
) -> None:
    """Write the page; an older file stays whole until the new one is complete.

    Raises FormatError where the file cannot be written.
    """
    write_lines(path, render(facts, report, translate).splitlines())


def report_of(
    project: Project, times: Float64 | None = None, pixel_aspect: Fraction = Fraction(1)
) -> tuple[MatchFacts, LabelReport]:
    """The facts and the numbers of a project file; `times` are the frames', where known."""
    facts = MatchFacts.of(project, times, pixel_aspect)
    track = project.load_track(by_path=project.follows_path)
    return facts, numbers_of(facts, track, project.segments(), project.event_decisions())


def numbers_of(
    facts: MatchFacts, track: BallTrack, segments: Segments, decided: Mapping[int, Event]
) -> LabelReport:
    """The numbers of a match with that track, by what persons say of stretches and events."""
    size = (facts.width, facts.height)
    left_out = segments.left_out_mask(track.persons)
    rallies = rallies_of(track, events_of(track), segments, decided, size, facts.fps)
    return label_report(track, size, facts.fps, left_out, float(facts.pixel_aspect), rallies)


def _environment() -> Environment:
    return Environment(
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def texts() -> Iterator[str]:
    """What the page says in words of its own and of the numbers it shows, for the translators."""
    for found in _environment().parse(resource_text(*TEMPLATE)).find_all(nodes.Filter):
        if found.name == "tr" and isinstance(found.node, nodes.Const):
            yield found.node.value
    yield from (str(state) for state in State)
    yield from (str(outcome) for outcome in Outcome)


def render(facts: MatchFacts, report: LabelReport, translate: Translate = english) -> str:
    """The page as HTML. It loads nothing and runs nothing."""

    def tr(text: str, **values: object) -> str:
        shown = translate("Report", str(text))
        return shown.format(**values) if values else shown

    def frames(count: int) -> str:
        one, many = translate("Report", "1 frame"), translate("Report", "{count} frames")
        return one if count == 1 else many.format(count=grouped(count))

    environment = _environment()
    environment.filters |= {
        "tr": tr,
        "reason": lambda reason: translate("Reasons", reason),
        "count": grouped,
        "frames": frames,
        "percent": lambda part, whole: percent(part / whole if whole else 0.0),
        "time": timecode,
    }
    template = environment.from_string(resource_text(*TEMPLATE))
    times = _time_axis(facts)
    return template.render(
        facts=facts,
        report=report,
        fps=f"{facts.fps:.3f}".rstrip("0").rstrip("."),
        version=__version__,
        made=time.strftime("%Y-%m-%d %H:%M"),
        states=[(s, STATE_CLASSES[s], report.coverage.counts[s]) for s in State],
        coverage=charts.strip(
            report.coverage.share,
            list(STATE_CLASSES.values()),
            times,
            translate("Report", "Who answers for each part of the video"),
        ),
        confidence=_confidence(report, translate),
        corrections=_corrections(report, translate),
        outcomes=[(o, OUTCOME_CLASSES[o], report.corrections.total(o)) for o in Outcome],
        speed=charts.band(
            report.speed.median,
            report.speed.highest,
            times,
            translate("Report", "Speed of the ball over time, pixels per frame"),
        ),
        speeds=_speeds(report, translate),
        rallies=[
            (rally, facts.time(rally.first), facts.time(rally.last) - facts.time(rally.first))
            for rally in report.rallies
        ],
        stretches=[
            (stretch, facts.time(stretch.first), facts.time(stretch.last))
            for stretch in report.hardest
        ],
    )


def _confidence(report: LabelReport, translate: Translate) -> Markup:
    found = report.confidence
    bins = len(found.right)
    edges = [f"{i / bins:.2f}" for i in range(bins + 1)]
    score = translate("Report", "score {low} to {high}")
    threshold = translate("Report", "threshold {value}")
    return charts.histogram(
        [
            Series("right", translate("Report", "right by a person's check"), found.right),
            Series("wrong", translate("Report", "wrong by a person's check"), found.wrong),
            Series("unchecked", translate("Report", "not checked"), found.unchecked),
        ],
        Axis(tuple((i / 5, f"{i / 5:.1f}") for i in range(6))),
        bins=[score.format(low=a, high=b) for a, b in pairwise(edges)],
        line=(report.threshold, threshold.format(value=f"{report.threshold:.2f}")),
        label=translate("Report", "Frames by the model's confidence"),
    )


def _corrections(report: LabelReport, translate: Translate) -> Markup:
    people = {
        Source.HUMAN: translate("Report", "Marked by a person"),
        Source.VERIFIED: translate("Report", "Accepted by a person"),
    }
    return charts.bars(
        [
            (
                people[source],
                [
                    Series(
                        OUTCOME_CLASSES[outcome],
                        translate("Report", str(outcome)),
                        np.array([count]),
                    )
                    for outcome, count in outcomes.items()
                ],
            )
            for source, outcomes in report.corrections.counts.items()
        ],
        translate("Report", "What people made of the model's answers"),
    )


def _speeds(report: LabelReport, translate: Translate) -> Markup:
    speed = report.speed
    bins, end = len(speed.histogram), speed.histogram_end
    between = translate("Report", "{low} to {high} px")
    edges = [f"{i * end / bins:.1f}" for i in range(bins + 1)]
    names = [between.format(low=a, high=b) for a, b in pairwise(edges)]
    names[-1] = translate("Report", "{low} px and more").format(low=edges[-2])
    return charts.histogram(
        [Series("model", translate("Report", "frames"), speed.histogram)],
        Axis(charts.nice_ticks(end, 8)),
        bins=names,
        label=translate("Report", "Frames by the speed of the ball, pixels per frame"),
    )


def _time_axis(facts: MatchFacts) -> Axis:
    seconds = facts.seconds
    step = next(
        (s for s in (0.5, 1, 2, 5, 10, 30, 60, 300, 600, 1200, 1800) if seconds / s <= 10), 3600
    )
    marks = [i * step for i in range(int(seconds / step) + 1)]
    return Axis(tuple((facts.place(mark), timecode(mark)) for mark in marks))


def timecode(seconds: float) -> str:
    """0:07.5, 1:02 or 1:02:03; tenths only where they say something."""
    tenths = round(seconds * 10)
    whole, rest = divmod(tenths, 10)
    minutes, second = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{second:02d}" if hours else f"{minutes}:{second:02d}"
    return f"{text}.{rest}" if rest else text
