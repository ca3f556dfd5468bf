"""Between a track and a table of labels: what is exported, and what an import changes."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt

from annotation.arc_edits import events_of
from annotation.edits import TrackEdit
from annotation.errors import EditError, FormatError
from annotation.events import Event, Events
from annotation.formats import tracknet_tennis
from annotation.formats.table import LabelTable
from annotation.mark_columns import MarkColumns, empty_records
from annotation.marks import NO_SOURCE, NOT_LOOKED, Source, Visibility
from annotation.track import BallTrack


class Provenance(StrEnum):
    """Whose answers go into an export; all other frames go as "nobody has looked"."""

    ALL = "all"
    HUMAN = "human"
    HUMAN_AND_VERIFIED = "human+verified"


NOTHING_NEW = "The file says nothing that is not in the project already."

_OWN_EXPORT = 0.5
"""The share of balls, of those that the track finds as well, that an export of ours repeats at
least, whatever was corrected since on either side."""

_KEPT = {
    Provenance.HUMAN: (Source.HUMAN.code,),
    Provenance.HUMAN_AND_VERIFIED: (Source.HUMAN.code, Source.VERIFIED.code),
}


def track_to_labels(
    track: BallTrack,
    provenance: Provenance | str = Provenance.ALL,
    times: npt.ArrayLike | None = None,
    events: Events | None = None,
    left_out: npt.NDArray[np.bool_] | None = None,
) -> LabelTable:
    """The track as a table with a row for every frame of the video.

    ``times`` are the presentation times of all frames in seconds, where known, ``events`` what
    happens to the ball, by default what the path proposes, ``left_out`` bool [n] the frames that
    are no part of the labels (``Segments.left_out_mask``): nobody has looked there, whoever has.
    Scores of marks keep their full precision. ``ValueError`` for an unknown provenance.
    """
    provenance = Provenance(provenance)
    frames = np.arange(len(track))
    visibility, source = track.visibility.copy(), track.source.copy()
    marks = track.marks_in(frames).records
    score = np.where(marks["visibility"] >= 0, marks["score"], track.score)
    dropped = np.zeros(len(track), np.bool_) if left_out is None else left_out.copy()
    if provenance is not Provenance.ALL:
        dropped |= ~np.isin(source, _KEPT[provenance])
    visibility[dropped], source[dropped], score[dropped] = NOT_LOOKED, NO_SOURCE, np.nan
    return LabelTable.build(
        frames,
        visibility,
        track.x,
        track.y,
        score=score,
        source=source,
        time=times,
        event=_event_column(track, events),
    )


def _event_column(track: BallTrack, events: Events | None) -> npt.NDArray[np.int8]:
    events = events_of(track) if events is None else events
    column = np.full(len(track), Event.FLYING, np.int8)
    column[events.frames] = events.kinds
    return column


def labels_to_edit(
    table: LabelTable,
    track: BallTrack,
    unsourced: Source = Source.HUMAN,
    *,
    keep: bool = False,
) -> TrackEdit:
    """As ``new_labels``, with ``EditError`` where the table would change nothing."""
    edit = new_labels(table, track, unsourced, keep=keep)
    if edit is None:
        raise EditError(NOTHING_NEW)
    return edit


def new_labels(
    table: LabelTable,
    track: BallTrack,
    unsourced: Source = Source.HUMAN,
    *,
    keep: bool = False,
) -> TrackEdit | None:
    """The edit that puts the labels of a table on the track, None where it would change nothing.

    Rows without a named source count as a person's, or as those of ``unsourced``: other people's
    models write the columns of hand labels. Rows that say "nobody has looked" and frames
    without a row leave the track as it is, and so do rows that say what the track says already
    (rounded, where the row names no source). A machine's row (model, interpolated) never takes the
    place of a person's mark, and where ``keep`` is true no row does. The marks bear no time: nobody
    worked on them here.

    ``FormatError`` where the table has frames the video has not.
    """
    if len(table) and table.frame[-1] >= len(track):
        raise FormatError(
            f"The labels reach to frame {table.frame[-1]}, but the video's {len(track)} frames end "
            f"at {len(track) - 1}; are these the labels of another video?"
        )
    source = np.where(table.source == NO_SOURCE, unsourced.code, table.source)
    machine = (source == Source.MODEL.code) | (source == Source.INTERPOLATED.code)
    taken = table.looked & ~((machine | keep) & track.persons[table.frame])
    taken &= ~_said_already(table, source, track)
    frames = table.frame[taken]
    if not len(frames):
        return None
    after = empty_records(frames)
    for name in ("visibility", "x", "y", "score"):
        after[name] = getattr(table, name)[taken]
    after["source"] = source[taken]
    label = f"Import {len(frames)} labels"
    return TrackEdit(track.marks_in(frames), MarkColumns(after), label)


def is_export_of(table: LabelTable, track: BallTrack) -> bool:
    """Whether a table is an export of this track, of this moment or an earlier one.

    Of the balls that both have, most lie in the same place; by chance it is one in seven. A table
    without any of them is none. Its frames must be the track's.
    """
    now = track_to_labels(track)
    both = table.has_ball & now.has_ball[table.frame]
    return bool(both.any()) and float(_in_place(table, now)[both].mean()) >= _OWN_EXPORT


def _said_already(
    table: LabelTable, source: npt.NDArray[np.int8], track: BallTrack
) -> npt.NDArray[np.bool_]:
    """Whether each row says what its frame says now; times of edits are not compared."""
    now = track_to_labels(track)
    at = table.frame
    same: npt.NDArray[np.bool_] = (table.visibility == now.visibility[at]) & (
        source == now.source[at]
    )
    for name in ("x", "y", "score"):
        mine, theirs = getattr(table, name), getattr(now, name)[at]
        same &= (mine == theirs) | (np.isnan(mine) & np.isnan(theirs))
    return same | _rounded_already(table, now)


def _rounded_already(table: LabelTable, now: LabelTable) -> npt.NDArray[np.bool_]:
    """Rows without a source that repeat the track's answer, rounded.

    Of our own exports TrackNetV2 (whole pixels, none below 0) and TrackNet's tennis labels
    (hundredths) name no sources. Read back, they must not turn every answer of the model into a
    person's, or nothing would be left to review and the model would learn from itself. How well the
    ball is seen the tennis labels keep; elsewhere a 1 may stand for any ball.

    Labels that a person made agree with the track, too, wherever it finds no ball, and by chance to
    the pixel where it finds one (one in seven): they are statements all the same.
    """
    at = table.frame
    unsourced = table.source == NO_SOURCE
    repeats: npt.NDArray[np.bool_] = unsourced & now.looked[at]
    seen = table.visibility == now.visibility[at]
    if table.dialect != tracknet_tennis.DIALECT.name:
        seen |= (table.visibility == Visibility.VISIBLE) & now.has_ball[at]
    repeats &= seen
    repeats &= ~table.has_ball | _in_place(table, now)
    balls = table.has_ball & unsourced & now.has_ball[at]
    if balls.any() and repeats[balls].mean() < _OWN_EXPORT:
        repeats[:] = False
    return repeats


def _in_place(table: LabelTable, now: LabelTable) -> npt.NDArray[np.bool_]:
    """bool [rows]: whether a row has the ball where ``now``, a row for every frame, has it, but for
    the rounding of an export."""
    near = np.ones(len(table), np.bool_)
    for mine, theirs in ((table.x, now.x[table.frame]), (table.y, now.y[table.frame])):
        half = np.where(mine % 1 == 0, 0.5, 0.005)
        near &= (np.abs(mine - theirs) <= half + 1e-9) | ((mine == 0) & (theirs < 0))
    return near
