"""Open the demo rally in a window of its own, and write down how it looks on this screen.

Usage: python -m tests.gui.on_this_screen FOLDER

How dense the screen is, Qt is told before it starts: by QT_SCALE_FACTOR. For each theme a picture
of the window is written to the folder, and what there is to say of it to `facts.json`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from annotation.review import BARS
from app.application import Desk, build_desk
from app.demo_rally import demo_video
from app.playback.fitting import fit
from app.settings import Settings
from tests.gui.conftest import ScriptedEngine

THEMES = ("dark", "light")
MARKED = range(8)
PATIENCE_SECONDS = 60.0


def wait_for(condition: Callable[[], bool]) -> None:
    """Let the window go on until it holds."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < PATIENCE_SECONDS
        QTest.qWait(20)


def main(folder: Path) -> None:
    """Write all of it."""
    settings = Settings(folder / "settings.ini")
    settings.hint_seen, settings.review_bar = True, BARS[0]
    app = QApplication([])
    desk = build_desk(app, settings, ScriptedEngine())
    desk.window.resize(1280, 800)
    desk.window.show()
    assert QTest.qWaitForWindowExposed(desk.window)
    desk.open_match.open(demo_video())
    wait_for(lambda: desk.canvas.shown_frame == 0)
    desk.prelabel.start()
    wait_for(lambda: desk.review.settled and len(desk.review.queue) > 0)
    for frame in MARKED:
        desk.playhead.seek(frame)
        wait_for(lambda frame=frame: desk.correct.on_screen() == frame)
        desk.correct.place(300.0 + 20 * frame, 200.0 + 5 * frame)
    desk.messages.error("A message with its icon.")
    facts = {theme: look(desk, theme, folder) for theme in THEMES}
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
    desk.discard()


def look(desk: Desk, theme: str, folder: Path) -> dict[str, Any]:
    """The facts of one theme; its picture is `THEME.png`."""
    canvas = desk.canvas
    desk.settings.theme = theme
    desk.playhead.seek(4)

    wait_for(lambda: canvas.shown_frame == 4 and canvas.rests and desk.document.settled)
    size, image = canvas.view.fitted_size(canvas.devicePixelRatioF()), canvas.shown_image
    assert size is not None
    assert image is not None
    np.save(folder / f"{theme}.npy", fit(image, *size))
    desk.window.grab().save(str(folder / f"{theme}.png"))
    box = canvas.view.picture_rect.toRect().translated(canvas.mapTo(desk.window, QPoint(0, 0)))
    parts = {
        "menus": desk.window.menuBar(),
        "top bar": desk.top_bar,
        "transport": desk.transport,
        "timeline": desk.timeline,
        "review": desk.review_panel,
        "status": desk.window.statusBar(),
        "message": desk.message_bar,
    }
    return {
        "ratios": [part.devicePixelRatioF() for part in (desk.window, canvas, *parts.values())],
        "icons": list(icons(desk.window)),
        "parts": {name: corners(part, desk.window) for name, part in parts.items()},
        "facts of the frame": [*corners(canvas, desk.window)[:2], 320, 50],
        "picture": [box.x(), box.y(), box.width(), box.height()],
    }


def icons(window: QWidget) -> Iterator[dict[str, Any]]:
    """What every button in sight has for an icon, and every label for a picture."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QAbstractButton) and not widget.icon().isNull():
            size = widget.iconSize()
            picture = widget.icon().pixmap(size, widget.devicePixelRatioF())
        elif isinstance(widget, QLabel) and not widget.pixmap().isNull():
            picture = widget.pixmap()
            size = picture.deviceIndependentSize().toSize()
        else:
            continue
        name = widget.accessibleName() or widget.text() or type(widget).__name__
        share = picture.width() / max(1, size.width())
        yield {"name": name, "ratio": picture.devicePixelRatio(), "pixels": share}


def corners(widget: QWidget, window: QWidget) -> list[int]:
    """Left, top, width and height in the window's pixels."""
    part = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    return [part.x(), part.y(), part.width(), part.height()]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
