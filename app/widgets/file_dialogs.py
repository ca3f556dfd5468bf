"""The questions "which file?"; each gives a path, or None where the person thought better of it."""

from __future__ import annotations

import itertools
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from annotation import PROJECT_SUFFIX, is_project
from app.file_kinds import LABEL_SUFFIXES, VIDEO_SUFFIXES
from app.paths import is_there, match_name, own_place
from app.settings import Settings
from app.translation import translate
from app.workflows.match_files import VideoMissingError

VIDEOS = " ".join(f"*{suffix}" for suffix in VIDEO_SUFFIXES)
LABELS = " ".join(f"*{suffix}" for suffix in LABEL_SUFFIXES)


def _ask(parent: QWidget, settings: Settings, title: str, filters: str) -> Path | None:
    path, _filter = QFileDialog.getOpenFileName(parent, title, settings.last_folder, filters)
    return Path(path) if path else None


def _filters(kind: tuple[str, str]) -> str:
    """The files of a kind (name, patterns), or all files."""
    name, patterns = kind
    everything = translate("FileDialogs", "All files")
    return f"{name} ({patterns});;{everything} (*)"


def ask_match(parent: QWidget, settings: Settings) -> Path | None:
    """A video or a project."""
    return _ask(
        parent,
        settings,
        translate("FileDialogs", "Open a video or a project"),
        _filters((translate("FileDialogs", "Videos and projects"), f"{VIDEOS} *{PROJECT_SUFFIX}")),
    )


def ask_missing_video(
    parent: QWidget, settings: Settings, missing: VideoMissingError
) -> Path | None:
    """Where the video of a project went."""
    name = missing.video_path.name if missing.video_path else translate("FileDialogs", "the video")
    return _ask(
        parent,
        settings,
        translate("FileDialogs", "Where is {video} of the project {project}?").format(
            video=name, project=missing.project_path.name
        ),
        _filters((translate("FileDialogs", "Videos"), VIDEOS)),
    )


def ask_copy(parent: QWidget, project: Path) -> Path | None:
    """Where to keep a copy of a project; a file that is there is not to be written over."""
    path, _filter = QFileDialog.getSaveFileName(
        parent,
        translate("FileDialogs", "Copy the project to"),
        str(_free(own_place(f"{match_name(project)}{PROJECT_SUFFIX}"))),
        f"{translate('FileDialogs', 'Projects')} (*{PROJECT_SUFFIX})",
        # Another project is never given up for it: it is refused, and may be opened.
        options=QFileDialog.Option.DontConfirmOverwrite,
    )
    if not path:
        return None
    place = Path(path)
    return place if is_project(place) else place.with_name(place.name + PROJECT_SUFFIX)


def _free(place: Path) -> Path:
    """The place, or where a file is there the first free one of that name with a number."""
    numbered = (place.with_stem(f"{place.stem} {number}") for number in itertools.count(2))
    return next(each for each in itertools.chain([place], numbered) if not is_there(each))


def ask_labels(parent: QWidget, settings: Settings) -> Path | None:
    """A label file, or another project of the match."""
    return _ask(
        parent,
        settings,
        translate("FileDialogs", "Import labels"),
        _filters((translate("FileDialogs", "Labels and projects"), f"{LABELS} *{PROJECT_SUFFIX}")),
    )


def ask_weights(parent: QWidget, settings: Settings) -> Path | None:
    """A weights file."""
    return _ask(
        parent,
        settings,
        translate("FileDialogs", "Open weights"),
        _filters((translate("FileDialogs", "Weights"), "*.safetensors *.pth *.pt")),
    )


def ask_folder(parent: QWidget, settings: Settings) -> Path | None:
    """A folder of matches."""
    title = translate("FileDialogs", "Open a folder of matches")
    folder = QFileDialog.getExistingDirectory(parent, title, settings.last_folder)
    return Path(folder) if folder else None


def typed_path(text: str) -> Path:
    """The file that a person typed, with `~` for the own folder; that of nobody stays as it is."""
    path = Path(text.strip())
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def may_write(parent: QWidget, path: Path, given_up: Path | None) -> bool:
    """Whether no file is at `path`, or the person gives it up, as they have `given_up` another."""
    there = is_there(path) and path.is_file()
    return not there or path == given_up or ask_replace(parent, path)


def ask_replace(parent: QWidget, path: Path) -> bool:
    """Whether the file at `path` may be written over; the safe answer is the default."""
    box = QMessageBox(
        QMessageBox.Icon.Warning,
        translate("FileDialogs", "Replace the file?"),
        translate(
            "FileDialogs", "{name} exists already. What it holds is lost if you replace it."
        ).format(name=path.name),
        QMessageBox.StandardButton.Cancel,
        parent,
    )
    replace = box.addButton(
        translate("FileDialogs", "Replace"), QMessageBox.ButtonRole.DestructiveRole
    )
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is replace
