"""What the actions that write clips, pictures and reports ask before they do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from app.paths import is_there, place_for
from app.translation import translate
from app.widgets.clip_dialog import AROUND_SECONDS, ClipDialog, Stretch
from app.widgets.file_dialogs import ask_replace

if TYPE_CHECKING:
    from app.application import Desk


def bind_reports(desk: Desk) -> None:
    """Give the actions of clips, pictures and reports what they do."""
    bind, reports = desk.actions.bind, desk.reports

    def ask_clip() -> None:
        video = desk.document.video
        if video is None:
            return
        desk.playhead.pause()
        order = ClipDialog.ask(
            video,
            stretches(desk),
            desk.settings,
            desk.canvas.overlays.trail_length,
            desk.window,
        )
        if order is not None:
            reports.export_clip(order)

    def save_view() -> None:
        frame = desk.canvas.shown_frame
        if frame is None:
            return
        # Before the question: a dialog over the canvas may let it paint something else.
        image = desk.canvas.view_image()
        path = _ask_file(
            desk,
            translate("Reports", "Save picture"),
            f"_{frame}.png",
            translate("Reports", "Picture") + " (*.png)",
        )
        if path is not None:
            reports.save_view(image, path)

    def copy_view() -> None:
        if desk.canvas.shown_frame is not None:
            reports.copy_view(desk.canvas.view_image())

    def ask_report() -> None:
        path = _ask_file(
            desk,
            translate("Reports", "Label report"),
            "_report.html",
            translate("Reports", "Web page") + " (*.html)",
        )
        if path is not None:
            reports.report(path)

    def ask_rallies() -> None:
        path = _ask_file(
            desk, translate("Reports", "Export rallies"), "_rallies.csv", "CSV (*.csv)"
        )
        if path is not None:
            reports.export_rallies(path, desk.rallies.found)

    bind("export_rallies", ask_rallies)
    bind("export_clip", ask_clip)
    bind("save_view", save_view)
    bind("copy_view", copy_view)
    bind("label_report", ask_report)


def stretches(desk: Desk) -> list[Stretch]:
    """The stretches a clip may be of, the likeliest first."""
    playhead, info = desk.playhead, desk.document.info
    assert info is not None
    found = []
    if desk.selection.range is not None:
        found.append(Stretch(translate("Reports", "Selected frames"), *desk.selection.range))
    if desk.rallies.here is not None:
        row = desk.rallies.here
        rallies = desk.rallies.found
        found.append(
            Stretch(
                translate("Reports", "This rally"), int(rallies.first[row]), int(rallies.last[row])
            )
        )
    if playhead.loop is not None:
        found.append(Stretch(translate("Reports", "Loop"), *playhead.loop))
    whole = Stretch(translate("Reports", "Whole video"), 0, playhead.last_frame)
    half = round(float(info.fps) * AROUND_SECONDS / 2)
    around = Stretch(
        translate("Reports", "{seconds:g} seconds around this frame").format(
            seconds=AROUND_SECONDS
        ),
        max(0, playhead.frame - half),
        min(playhead.last_frame, playhead.frame + half),
    )
    # Of a rally one wants all, of a match a moment.
    short = info.duration <= 3 * AROUND_SECONDS
    return [*found, *((whole, around) if short else (around, whole))]


def _ask_file(desk: Desk, title: str, suffix: str, kind: str) -> Path | None:
    """Where to write, beside the video by default; asks itself before a file is replaced."""
    info = desk.document.info
    if info is None:
        return None
    suggested = place_for(f"{info.path.stem}{suffix}", info.path)
    name, _filter = QFileDialog.getSaveFileName(desk.window, title, str(suggested), kind)
    if not name:
        return None
    path = Path(name)
    if path.suffix:
        return path
    # The file dialog has asked about the name without the suffix.
    path = Path(f"{path}{suggested.suffix}")
    return path if not is_there(path) or ask_replace(desk.window, path) else None
