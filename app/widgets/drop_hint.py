"""Files dragged over the window: what dropping them would do, said before the button is let go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from annotation import PROJECT_SUFFIX
from app.file_kinds import LABEL_SUFFIXES, VIDEO_SUFFIXES, WEIGHT_SUFFIXES
from app.translation import translate

MATCH_SUFFIXES = (PROJECT_SUFFIX, *VIDEO_SUFFIXES)
TOLD = 3
"""Of so many files the names are told."""


def dropped_paths(data: QMimeData) -> list[Path]:
    """The files and folders of a drag that the window has a use for."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if drop_text([path], match_open=True)]


def refusal(data: QMimeData) -> str:
    """What to say of files dragged that the window has no use for; '' where it has, or where no
    files are dragged at all."""
    urls = data.urls()
    if not urls or dropped_paths(data):
        return ""
    text = translate(
        "Drop",
        "Cannot use {name}: drop a video, a project, labels (.csv, .json, .xml, .txt), weights or "
        "a folder of matches.",
    )
    return text.format(name=_names([url.fileName() or url.toString() for url in urls]))


def unused_text(data: QMimeData) -> str:
    """Of which files dropped nothing is made, and why, where something is made of others."""
    used = used_paths(dropped_paths(data))
    if not used:
        return ""
    strange: list[str] = []
    matches: list[str] = []
    others: list[str] = []
    for url in data.urls():
        path, name = Path(url.toLocalFile()), url.fileName() or url.toString()
        if not url.isLocalFile() or not drop_text([path], match_open=True):
            strange.append(name)
        elif path in used or (path.is_file() and _is_listed(path, used[0])):
            continue
        else:
            single = path.suffix.lower() in (*LABEL_SUFFIXES, *WEIGHT_SUFFIXES)
            (others if single else matches).append(name)
    reasons = {
        translate("Drop", "{names}: no video, project, labels, weights or folder"): strange,
        translate("Drop", "{names}: one match, or folder of matches, at a time"): matches,
        translate("Drop", "{names}: one file of labels or weights at a time"): others,
    }
    lines = [text.format(names=_names(names)) for text, names in reasons.items() if names]
    return "\n".join([translate("Drop", "Not all of it was used."), *lines]) if lines else ""


def _is_listed(match: Path, opened: Path) -> bool:
    """Whether a match is on the list beside the picture once `opened` is open."""
    folder = opened if opened.is_dir() else opened.parent
    return match.suffix.lower() in MATCH_SUFFIXES and match.parent == folder


def _names(names: Sequence[str]) -> str:
    """The first few, and how many more."""
    shown = translate("Review", ", ").join(names[:TOLD])
    if len(names) <= TOLD:
        return shown
    text = translate("Drop", "{names} and {count} more")
    return text.format(names=shown, count=len(names) - TOLD)


def drop_text(paths: Sequence[Path], match_open: bool) -> str:
    """What dropping the files does, '' where nothing."""
    used = used_paths(paths)
    return "\n".join(_use(path, match_open or path is not used[0]) for path in used)


def used_paths(paths: Sequence[Path]) -> list[Path]:
    """Of files dropped together, those that something is done with: one match, or folder, and
    after it one file of labels or weights."""
    rest = [path for path in paths if path.suffix.lower() in (*LABEL_SUFFIXES, *WEIGHT_SUFFIXES)]
    rest.sort(key=lambda path: path.suffix.lower() == ".txt")  # mostly a README
    return [*[path for path in paths if path not in rest][:1], *rest[:1]]


def _use(path: Path, match_open: bool) -> str:
    suffix = path.suffix.lower()
    if path.is_dir():
        text = translate("Drop", "List the matches in {name}")
    elif suffix in MATCH_SUFFIXES:
        text = translate("Drop", "Open {name}")
    elif suffix in LABEL_SUFFIXES:
        text = (
            translate("Drop", "Import the labels in {name}")
            if match_open
            else translate("Drop", "Labels: open their video first")
        )
    elif suffix in WEIGHT_SUFFIXES:
        text = translate("Drop", "Pre-label with {name}")
    else:
        return ""
    return text.format(name=path.name)


class DropHint(QWidget):
    """Covers the stage while files are over the window; framed where they may be dropped."""

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage)
        self._stage = stage
        self.text = ""
        self._useful = True
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        stage.installEventFilter(self)
        self.hide()

    def show_text(self, text: str, useful: bool = True) -> None:
        """Show what dropping does, or why it does nothing."""
        self.text, self._useful = text, useful
        self.setGeometry(self._stage.rect())
        self.show()
        self.raise_()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._stage.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent = self.palette().color(QPalette.ColorRole.Link)
        paper = QColor(self.palette().color(QPalette.ColorRole.Window))
        paper.setAlpha(225)
        painter.fillRect(self.rect(), paper)
        if self._useful:
            painter.setPen(QPen(accent, 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(14, 14, -14, -14), 12, 12)
        font = QFont(painter.font())
        font.setPixelSize(20)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(40, 20, -40, -20), flags, self.text)
        painter.end()
