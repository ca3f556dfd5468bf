"""Export labels and import them again: snapshot here, files in a thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Signal

from annotation import is_project
from annotation.arc_edits import events_of
from annotation.colleague import SaidByPeople, merge, said_by_people
from annotation.edits import TrackEdit
from annotation.errors import UnclearFormatError
from annotation.formats import (
    LabelTable,
    dialect_named,
    labels_to_edit,
    read_labels,
    track_to_labels,
    write_labels,
)
from annotation.formats.doubts import count_from_one, fill_a_quarter, stop_before
from annotation.joint_edit import JointEdit
from annotation.marks import NO_SOURCE, Source
from annotation.track import BallTrack
from app.document import Document
from app.jobs.task import RunningTasks, Task
from app.messages import Level, MessageAction, Messages
from app.numerals import grouped
from app.recordings import places_of
from app.reveal import reveal
from app.workflows.done_edits import TOPIC, DoneEdits
from app.workflows.outputs import obstacle


@dataclass(frozen=True)
class ExportOrder:
    """What to write, where."""

    path: Path
    format: str
    """"rallymark" (lossless), "tracknetv2" or "tracknet-tennis" (with the status)."""
    sources: str
    """"all", "human" or "human+verified"."""
    excluded: bool = False
    """Replays, close-ups and breaks too."""


class Exchange(QObject):
    """Label files out of the open match and into it."""

    exported = Signal(object)
    """The Path that was written."""
    imported = Signal(int)
    """Frames whose labels an import changed."""

    def __init__(
        self,
        document: Document,
        messages: Messages,
        done_edits: DoneEdits,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._messages = messages
        self._done_edits = done_edits
        self._running = RunningTasks()

    def export(self, order: ExportOrder) -> None:
        """Write the labels; an older file stays whole until the new one is complete."""
        video = self._document.video
        if video is None:
            return
        if problem := obstacle(order.path, self._document):
            self._messages.error(problem)
            return
        # The thread gets a copy: editing goes on meanwhile, the file holds one moment.
        track, times = self._document.track.snapshot(), video.index.times()
        decided = dict(self._document.decided_events)
        left_out = None
        if not order.excluded:
            left_out = self._document.segments.left_out_mask(track.persons)

        def write(_task: Task) -> int:
            events = events_of(track).with_decisions(decided)
            table = track_to_labels(track, order.sources, times, events, left_out)
            write_labels(order.path, table, order.format)
            return int(table.looked.sum())

        def written(answered: object) -> None:
            count = 0 if left_out is None else int(left_out.sum())
            if count:
                text = self.tr(
                    "{name} is written: {answered} of {frames} frames have an answer; {count} of "
                    "replays, close-ups and breaks are left out."
                )
            else:
                text = self.tr("{name} is written: {answered} of {frames} frames have an answer.")
            # "Human only" of a match in which all was accepted, for instance.
            self._messages.post(
                Level.SUCCESS if answered else Level.WARNING,
                text.format(
                    name=order.path.name,
                    answered=grouped(cast(int, answered)),
                    frames=grouped(len(track)),
                    count=grouped(count),
                ),
                MessageAction(
                    self.tr("Show in folder"), lambda: reveal(order.path, self._messages)
                ),
            )
            self.exported.emit(order.path)

        self._start(Task(write, self), written)

    def import_labels(self, path: Path, format: str | None = None) -> None:
        """Put the labels of a file, or what people said in another project of the video, on the
        match, as one step that can be undone.

        Where they may be of several tools, a button says which `format` they are in.
        """
        if not self._document.is_open:
            self._messages.warning(
                self.tr("{name} holds labels: open the video they belong to first.").format(
                    name=path.name
                )
            )
            return
        size, count = self._document.frame_size, self._document.frame_count
        shown = self._document.shown_size
        match, video = self._document.project, self._document.video
        assert match is not None
        assert video is not None
        identity = match.identity

        def read(_task: Task) -> LabelTable | SaidByPeople | UnclearFormatError:
            if is_project(path):
                return said_by_people(path, identity, lambda of: places_of(of, video, identity))
            try:
                return read_labels(path, size, count, format, shown_size=shown)
            except UnclearFormatError as error:
                return error

        def put(table: object) -> None:
            if self._document.project is not match:
                return  # These labels are for another match.
            if isinstance(table, UnclearFormatError):
                said = self.tr("It is {tool}").format(tool=table.tool)
                again = MessageAction(said, partial(self.import_labels, path, table.format))
                self._messages.warning(str(table), again, topic=TOPIC)
            elif isinstance(table, SaidByPeople):
                self._merge(path, table)
            else:
                self._put(path, cast(LabelTable, table))

        def wait(table: object) -> None:
            self._document.long_edit.when_free(partial(put, table))

        self._start(Task(read, self), wait)

    def _put(
        self,
        path: Path,
        table: LabelTable,
        unsourced: Source = Source.HUMAN,
        keep: bool = False,
    ) -> None:
        # Nobody knows when these labels were made: they are no work of this desk.
        def make(track: BallTrack) -> TrackEdit:
            return labels_to_edit(table, track, unsourced, keep=keep)

        tell = partial(self._tell, path, table, unsourced)
        self._document.edit(make, _reach(table), tell)

    def _merge(self, path: Path, said: SaidByPeople, keep: bool = False) -> None:
        document = self._document
        segments, decided = document.segments, document.decided_events

        def make(track: BallTrack) -> JointEdit:
            return merge(said, track, segments, decided, keep=keep)

        document.edit(make, _reach(said.labels), lambda edit: self._tell_merged(path, said, edit))

    def _tell_merged(self, path: Path, said: SaidByPeople, edit: JointEdit) -> None:
        names = (self.tr("{count} labels"), self.tr("{count} ranges"), self.tr("{count} events"))
        counts = zip(names, edit.counts, strict=True)
        what = self.tr(", ").join(
            name.format(count=grouped(count)) for name, count in counts if count
        )
        instead = []
        if edit.replaced:
            text = self.tr(
                "Imported {what} from {name} (another project), in place of what you had said of "
                "{replaced} frames; undo takes that back."
            )
            again = partial(self._merge, path, said, keep=True)
            instead.append(MessageAction(self.tr("Keep mine"), partial(self._put_instead, again)))
        else:
            text = self.tr("Imported {what} from {name} (another project); undo takes that back.")
        text = text.format(what=what, name=path.name, replaced=grouped(edit.replaced))
        self._done_edits.say(text, Level.SUCCESS, *instead)
        self.imported.emit(edit.counts[0])

    def _put_instead(self, put: Callable[[], None]) -> None:
        """Take the last edit back, which put labels on the match, and `put` them otherwise."""
        stack, match = self._document.undo_stack, self._document.project
        before = stack.index() - 1
        self._document.undo()

        def put_now() -> None:
            # It may have been cancelled, or refused.
            if self._document.project is match and stack.index() == before:
                put()

        self._document.long_edit.when_free(put_now)

    def _tell(self, path: Path, table: LabelTable, unsourced: Source, edit: TrackEdit) -> None:
        replaced = edit.replaced
        tool = dialect_named(table.dialect).tool
        if replaced == 0:
            text = self.tr("Imported {count} labels from {name} ({dialect}); undo takes that back.")
        elif replaced == 1:
            text = self.tr(
                "Imported {count} labels from {name} ({dialect}), in place of {replaced} mark of "
                "yours; undo takes that back."
            )
        else:
            text = self.tr(
                "Imported {count} labels from {name} ({dialect}), in place of {replaced} marks of "
                "yours; undo takes that back."
            )
        text = text.format(
            count=grouped(len(edit.after)), name=path.name, dialect=tool, replaced=grouped(replaced)
        )
        level, end = Level.SUCCESS, self._document.frame_count - 1
        if table.labelled_size and table.labelled_size != self._document.frame_size:
            width, height = table.labelled_size
            text += " " + self.tr(
                "They were labelled on pictures of {width}×{height} and are scaled to the video."
            ).format(width=width, height=height)
        if stop_before(table, end):
            level = Level.WARNING
            text += " " + self.tr(
                "They stop at frame {last}, the video at {end}: are they of another video?"
            ).format(last=grouped(int(table.frame[-1])), end=grouped(end))
        if count_from_one(table):
            level = Level.WARNING
            text += " " + self.tr(
                "They begin at frame 1, and frames count from 0: should they begin at 0?"
            )
        if fill_a_quarter(table, self._document.frame_size):
            level = Level.WARNING
            text += " " + self.tr(
                "All balls lie in the upper left quarter of the picture: were they labelled on a "
                "smaller copy of the video?"
            )
        instead = []
        if replaced:
            again = partial(self._put, path, table, unsourced, keep=True)
            instead.append(MessageAction(self.tr("Keep mine"), partial(self._put_instead, again)))
        if unsourced is Source.MODEL:
            text += " " + self.tr("Where the file names no source, they are taken for a model's.")
        elif (table.looked & (table.source == NO_SOURCE)).any():
            # Other people's models write the columns of hand labels.
            again = partial(self._put, path, table, Source.MODEL)
            said = self.tr("They are a model's")
            instead.append(MessageAction(said, partial(self._put_instead, again)))
        self._done_edits.say(text, level, *instead)
        self.imported.emit(len(edit.after))

    def _start(self, task: Task, done: object) -> None:
        task.succeeded.connect(done)
        task.failed.connect(self._messages.error)
        self._running.start(task)

    def shut_down(self) -> None:
        """Wait for files being written: the window closes."""
        self._running.wait()


def _reach(table: LabelTable) -> int:
    """Over how many frames the rows of a table reach."""
    return int(table.frame[-1] - table.frame[0]) + 1 if len(table) else 0
