"""The questions "which file?"; each gives a path, or None where the person thought better of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.settings import Settings
from app.workflows.open_match import PROJECT_SUFFIX, VIDEO_SUFFIXES, VideoMissing

VIDEOS = " ".join(f"*{suffix}" for suffix in VIDEO_SUFFIXES)


def _ask(parent: QWidget, settings: Settings, title: str, filters: str) -> Path | None:
    path, _filter = QFileDialog.getOpenFileName(parent, title, settings.last_folder, filters)
    return Path(path) if path else None


def ask_match(parent: QWidget, settings: Settings) -> Path | None:
    """A video or a project."""
    return _ask(
        parent,
        settings,
        "Open a video or a project",
        f"Videos and projects ({VIDEOS} *{PROJECT_SUFFIX});;All files (*)",
    )


def ask_missing_video(parent: QWidget, settings: Settings, missing: VideoMissing) -> Path | None:
    """Where the video of a project went."""
    name = missing.video_path.name if missing.video_path else "the video"
    return _ask(
        parent,
        settings,
        f"Where is {name} of the project {missing.project_path.name}?",
        f"Videos ({VIDEOS});;All files (*)",
    )


def ask_labels(parent: QWidget, settings: Settings) -> Path | None:
    """A label file."""
    return _ask(parent, settings, "Import labels", "Labels (*.csv *.json *.txt);;All files (*)")


def ask_weights(parent: QWidget, settings: Settings) -> Path | None:
    """A weights file."""
    return _ask(
        parent, settings, "Open weights", "Weights (*.safetensors *.pth *.pt);;All files (*)"
    )


def ask_replace(parent: QWidget, path: Path) -> bool:
    """Whether the file at `path` may be written over; the safe answer is the default."""
    box = QMessageBox(
        QMessageBox.Icon.Warning,
        "Replace the file?",
        f"{path.name} exists already. Its labels are lost if you replace it.",
        QMessageBox.StandardButton.Cancel,
        parent,
    )
    replace = box.addButton("Replace", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is replace
