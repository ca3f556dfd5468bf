"""Which frame to go to: by its number, its timecode, seconds, or its presentation time stamp."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from app.numerals import grouped
from app.widgets.overlays_hud import timecode
from app.widgets.parts import label

if TYPE_CHECKING:
    from tracker.video import FrameIndex

_TIMECODE = re.compile(r"(?:(\d+):)?(\d+):(\d{1,2}(?:[.,]\d+)?)")
_SECONDS = re.compile(r"(\d+(?:[.,]\d+)?)\s*s")
_PTS = re.compile(r"pts\s*(-?\d+)", re.IGNORECASE)
_HALF_A_MILLISECOND = 0.0005
"""Timecodes are written to the millisecond: what was rounded down must still find its frame."""


def parse_moment(text: str, index: FrameIndex) -> int | None:
    """The frame that `text` names, or None where it names none of this video.

    `120` is a frame, `1:02.5` and `0:01:02.5` are times from the first frame, `62.5 s` seconds from
    it, `pts 31000` a time stamp in the file's own ticks. A time names the frame on screen then.
    """
    text = text.strip().replace("\u2009", "")
    if text.isdecimal():
        frame = int(text)
        return frame if frame < len(index) else None
    if match := _PTS.fullmatch(text):
        ticks = int(match[1])
        if not int(index.pts[0]) <= ticks <= int(index.pts[-1]):
            return None
        return int(index.pts.searchsorted(ticks, "right")) - 1
    if match := _TIMECODE.fullmatch(text):
        hours, minutes = int(match[1] or 0), int(match[2])
        seconds = hours * 3600 + minutes * 60 + float(match[3].replace(",", "."))
    elif match := _SECONDS.fullmatch(text):
        seconds = float(match[1].replace(",", "."))
    else:
        return None
    if seconds > index.time(len(index) - 1) + 1.0:
        return None
    return index.frame_at(seconds + _HALF_A_MILLISECOND)


class GoToDialog(QDialog):
    """`ask` shows it and gives the frame, or None."""

    def __init__(self, index: FrameIndex, frame: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = index
        self.setWindowTitle(self.tr("Go to"))
        self.setMinimumWidth(360)
        self.moment = QLineEdit(str(frame))
        self.moment.setAccessibleName(self.tr("Frame or time"))
        self.moment.selectAll()
        self.answer = label("", "muted")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._go = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._go.setText(self.tr("Go"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Frame or time"), "heading"))
        column.addWidget(self.moment)
        column.addWidget(self.answer)
        hint = self.tr("0–{last}, or a time as 1:02.5, 62.5 s or pts 31000").format(
            last=grouped(len(index) - 1)
        )
        column.addWidget(label(hint, "small"))
        column.addSpacing(6)
        column.addWidget(buttons)
        self.moment.textChanged.connect(lambda _text: self._check())
        self._check()

    @classmethod
    def ask(cls, index: FrameIndex, frame: int, parent: QWidget | None = None) -> int | None:
        """Show the dialog; the frame to go to, or None where the person thought better of it."""
        dialog = cls(index, frame, parent)
        wanted = dialog.frame() if dialog.exec() == QDialog.DialogCode.Accepted else None
        dialog.deleteLater()
        return wanted

    def frame(self) -> int | None:
        """The frame that is written there now."""
        return parse_moment(self.moment.text(), self._index)

    def _check(self) -> None:
        frame = self.frame()
        self._go.setEnabled(frame is not None)
        if frame is None:
            self.answer.setText(self.tr("Not a moment of this video") if self.moment.text() else "")
            return
        self.answer.setText(
            self.tr("Frame {frame} · {time} · PTS {pts}").format(
                frame=grouped(frame),
                time=timecode(self._index.time(frame)),
                pts=int(self._index.pts[frame]),
            )
        )
