"""Files: what the actions do with them, what is dropped or missing, what a crash left open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from app.file_kinds import LABEL_SUFFIXES, WEIGHT_SUFFIXES
from app.messages import MessageAction
from app.paths import is_there, match_name, place_for
from app.reveal import reveal, show_log
from app.translation import translate
from app.widgets.drop_hint import MATCH_SUFFIXES, used_paths
from app.widgets.export_dialog import ExportDialog
from app.widgets.file_dialogs import (
    ask_copy,
    ask_folder,
    ask_labels,
    ask_match,
    ask_missing_video,
)
from app.widgets.recent_menu import RecentMenu
from app.workflows.match_files import CopyNeededError, VideoMissingError
from app.workflows.open_match import TOPIC

if TYPE_CHECKING:
    from app.application import Desk


def bind_files(desk: Desk) -> None:
    """Give the actions of the File and Edit menus what they do."""
    bind, window, settings = desk.actions.bind, desk.window, desk.settings

    def ask_open() -> None:
        path = ask_match(window, settings)
        if path is not None:
            open_path(desk, path)

    def ask_import() -> None:
        path = ask_labels(window, settings)
        if path is not None:
            import_labels(desk, path)

    def ask_export() -> None:
        video = desk.document.info
        if video is None:
            return
        order = ExportDialog.ask(
            place_for(f"{video.path.stem}_ball.csv", video.path), settings, window
        )
        if order is not None:
            desk.exchange.export(order)

    def show_project() -> None:
        if desk.document.project is not None:
            reveal(desk.document.project.path, desk.messages)

    def ask_for_folder() -> None:
        folder = ask_folder(window, settings)
        if folder is not None:
            open_path(desk, folder)

    bind("open", ask_open)
    bind("open_folder", ask_for_folder)
    bind("previous_match", lambda: desk.workspace.step(-1))
    bind("next_match", lambda: desk.workspace.step(1))
    bind("demo", desk.open_demo)
    bind("import", ask_import)
    bind("export", ask_export)
    bind("reveal", show_project)
    bind("close", lambda: desk.document.long_edit.when_free(desk.open_match.close))
    bind("quit", window.close)
    bind("undo", desk.document.undo)
    bind("redo", desk.document.redo)


def open_path(desk: Desk, path: Path) -> None:
    """Do with a file what its kind asks for: labels, weights, a folder of matches, or a match."""
    path = path.absolute()  # as typed in some folder, and remembered
    suffix = path.suffix.lower()
    if path.is_dir():
        open_folder(desk, path)
    elif suffix in LABEL_SUFFIXES:
        import_labels(desk, path)
    elif suffix in WEIGHT_SUFFIXES:
        desk.choice.use_file(path)
    else:
        desk.open_match.open(path)


def import_labels(desk: Desk, path: Path) -> None:
    """Put the labels of a file on the match: a person who opens a match and then its labels does
    not mean the match before."""
    desk.open_match.when_open(lambda: desk.exchange.import_labels(path))


def open_folder(desk: Desk, folder: Path) -> None:
    """List the matches of a folder beside the picture."""
    desk.settings.workspace_visible = True
    desk.settings.last_folder = str(folder)
    desk.workspace.open_folder(folder)


def open_dropped(desk: Desk, paths: Sequence[Path]) -> None:
    """Open the first of the dropped matches, and what came with it.

    Labels dropped with a match are those of that match: they wait until it is open.
    """
    first, *rest = used_paths(paths)
    if len([path for path in paths if path.suffix.lower() in MATCH_SUFFIXES]) > 1:
        desk.settings.workspace_visible = True

    def open_rest() -> None:
        for path in rest:
            open_path(desk, path)

    if first.suffix.lower() in MATCH_SUFFIXES and not first.is_dir():
        desk.open_match.open(first, then=open_rest)
    else:
        open_path(desk, first)
        open_rest()


def bind_file_requests(desk: Desk) -> None:
    """Connect what widgets ask for with files."""
    desk.open_match.videoMissing.connect(lambda missing: locate(desk, missing))
    desk.open_match.copyNeeded.connect(lambda needed: offer_copy(desk, needed))
    desk.open_match.busyChanged.connect(desk.window.await_match)
    desk.document.overtaken.connect(lambda sentence: offer_to_reopen(desk, sentence))
    for failed in (desk.frame_server.failed, desk.evidence.failed):
        failed.connect(lambda sentence: tell_unshown(desk, sentence))
    for written in (desk.exchange.exported, desk.reports.written):
        written.connect(desk.foreign_edits.look)
    desk.empty_state.recentChosen.connect(lambda path: open_path(desk, path))
    desk.window.filesDropped.connect(lambda paths: open_dropped(desk, paths))
    # Of what was dropped, not of what is open: the match dropped with it would take it away.
    desk.window.dropRefused.connect(lambda reason: desk.messages.info(reason, topic="drop"))
    menu = RecentMenu(desk.recent, desk.window)
    menu.chosen.connect(lambda path: open_path(desk, path))
    files = desk.window.menuBar().findChild(QMenu, "File")
    assert isinstance(files, QMenu)
    files.insertMenu(desk.actions["demo"], menu)
    desk.recent.look()


def restore(desk: Desk, project: Path) -> None:
    """Open what was open when the window ended without closing it."""
    desk.messages.info(
        translate(
            "Files", "Rallymark was not closed properly. {name} opens where you were."
        ).format(name=match_name(project)),
        show_log(desk.messages),
        topic="crash",  # Not about what is open, which would take it away before it can be read.
    )
    desk.open_match.open(project)


def offer_to_reopen(desk: Desk, sentence: str) -> None:
    """Say that another window was faster, with a button that shows what it did."""
    project = desk.document.project
    if project is not None:
        again = partial(desk.open_match.read_again, project.path)
        desk.messages.error(sentence, MessageAction(translate("Files", "Read it again"), again))


def tell_unshown(desk: Desk, sentence: str) -> None:
    """Say why nothing can be shown of a frame; where the video is gone, with a button that looks
    for it: it may have been given another name."""
    project, info = desk.document.project, desk.document.info
    actions = []
    if project is not None and info is not None and not info.path.exists():
        look = partial(desk.open_match.read_again, project.path)
        actions.append(MessageAction(translate("Files", "Look for it"), look))
    desk.messages.error(sentence, *actions)


def locate(desk: Desk, missing: VideoMissingError) -> None:
    """Ask where the video of a project went, and open it there."""
    name = missing.video_path.name if missing.video_path else translate("Files", "its video")
    sentence = translate("Files", "{project} needs {video}, which is not where it was.")
    desk.messages.warning(sentence.format(project=missing.project_path.name, video=name))
    video = ask_missing_video(desk.window, desk.settings, missing)
    if video is not None:
        desk.open_match.open(missing.project_path, video, then=missing.then)


def offer_copy(desk: Desk, needed: CopyNeededError) -> None:
    """Say why a project does not open where it is, or cannot be copied to some place, with a button
    that asks where to copy it; a project that stands at that place may be opened instead."""
    actions = [
        MessageAction(translate("Files", "Copy it and open…"), partial(open_copy, desk, needed))
    ]
    place = needed.place
    if place is not None and is_there(place):
        there = partial(desk.open_match.open, place, then=needed.then)
        actions.insert(0, MessageAction(translate("Files", "Open that one"), there))
    desk.messages.error(str(needed), *actions, topic=TOPIC)


def open_copy(desk: Desk, needed: CopyNeededError) -> None:
    """Ask where to copy a project, and open the copy."""
    place = ask_copy(desk.window, needed.project_path)
    if place is not None:
        desk.open_match.open(
            needed.project_path, needed.video_path, copy_to=place, then=needed.then
        )
