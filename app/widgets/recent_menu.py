"""The submenu of the files opened lately."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.paths import match_name
from app.recent_files import RecentFiles
from app.widgets.parts import as_it_is


class RecentMenu(QMenu):
    """Filled when it opens; files that are gone say so, and can be taken off the list."""

    chosen = Signal(object)
    """A Path."""

    def __init__(self, recent: RecentFiles, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open recent"))
        self.setObjectName("Open recent")
        self.setToolTipsVisible(True)
        self._recent = recent
        recent.changed.connect(self._follow)
        self.aboutToShow.connect(self.fill)
        self._follow()

    def _follow(self) -> None:
        self.menuAction().setEnabled(bool(self._recent.files()))
        if self.isVisible():
            self.fill()

    def fill(self) -> None:
        """Show the files as they are now."""
        self.clear()
        self._recent.look()
        for file in self._recent.files():
            text = as_it_is(f"{match_name(file.path)}  ·  {file.path.parent.name}")
            if file.missing:
                text = self.tr("{name} (not there any more)").format(name=text)
            action = self.addAction(text)
            action.setToolTip(str(file.path))
            action.setEnabled(not file.missing)
            action.triggered.connect(lambda _checked=False, path=file.path: self.chosen.emit(path))
        self.addSeparator()
        gone = [file.path for file in self._recent.files() if file.missing]
        if gone:
            remove = self.addAction(self.tr("Forget missing files"))
            for path in gone:
                remove.triggered.connect(partial(self._recent.forget, path))
        self.addAction(self.tr("Clear list")).triggered.connect(self._recent.clear)
