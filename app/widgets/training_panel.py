"""Fine-tuning: what to learn from, how it goes, and what came of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotation import PROJECT_SUFFIX
from app.actions import Actions
from app.document import Document
from app.icons import icon
from app.numerals import grouped
from app.theme import ThemeKeeper
from app.widgets.own_keys import MOVE_AND_PRESS, PRESS, keeps
from app.widgets.parts import fill_page, label, line, spin_box
from app.widgets.training_progress import TrainingProgress, TrainingResult
from app.workflows.choose_model import ModelChoice
from app.workflows.fine_tune import FineTune, Stage, Training

ENOUGH_TO_MEASURE = 25
"""From so many balls of one match on, the fifth that is held out is enough to be measured."""
LOWEST_LIST = 40
"""A row and a little; in a low window all else is to be seen without scrolling, too."""
GIVE_BACK = frozenset({*PRESS, Qt.Key.Key_Escape})
"""These do nothing else where no button has the keyboard."""
PATH_ROLE = Qt.ItemDataRole.UserRole


class TrainingPanel(QWidget):
    """One of the tabs on the right: setting up, running, done.

    `take_keys` puts the keyboard into it; Escape gives it back, and Enter where it presses nothing.
    """

    left = Signal()
    """The keyboard is wanted elsewhere again."""

    def __init__(
        self,
        fine_tune: FineTune,
        choice: ModelChoice,
        document: Document,
        actions: Actions,
        theme: ThemeKeeper,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setup = TrainingSetup(fine_tune, choice, document)
        self.progress = TrainingProgress(fine_tune, actions, theme)
        self.result = TrainingResult(fine_tune)
        self._pages = QStackedWidget()
        for page in (self.setup, self.progress, self.result):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setWindowTitle(self._title(fine_tune.training))
        fine_tune.changed.connect(self._show)

    def take_keys(self) -> None:
        """Put the keyboard where the next step is."""
        buttons: dict[QWidget | None, tuple[QWidget, QWidget]] = {
            self.setup: (self.setup.start_button, self.setup.data),
            self.progress: (self.progress.stop_button, self),
            self.result: (self.result.advised, self.result.back_button),
        }
        first, second = buttons[self._pages.currentWidget()]
        (first if first.isEnabled() and not first.isHidden() else second).setFocus()

    def event(self, event: QEvent) -> bool:
        if not self.hasFocus():
            return keeps(event, MOVE_AND_PRESS) or super().event(event)
        # On none of its buttons: the keys are those of the picture again, at once.
        kept = keeps(event, GIVE_BACK)
        if event.type() == QEvent.Type.ShortcutOverride and not kept:
            self.left.emit()
        return kept or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in GIVE_BACK:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round in here: beyond its end it would mean something else unseen.

        As the eye does, and not along Qt's chain: PySide keeps, with every widget, the next one it
        was asked for, and takes the whole chain for gone with the first of them.
        """
        widgets = [widget for widget in self.findChildren(QWidget) if _takes_tab(widget)]
        if not widgets:
            return False
        areas = self.findChildren(QScrollArea)

        def place(widget: QWidget) -> tuple[bool, int, int]:
            """What scrolls stands before the foot, however far it is scrolled."""
            at, scrolls = widget.mapTo(self, QPoint()), any(a.isAncestorOf(widget) for a in areas)
            return not scrolls, at.y(), at.x()

        widgets.sort(key=place)
        focused = QApplication.focusWidget()
        if focused in widgets:
            at = widgets.index(focused) + (1 if forward else -1)
        else:
            at = 0 if forward else -1
        reason = Qt.FocusReason
        chosen = widgets[at % len(widgets)]
        chosen.setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
        for area in areas:
            inner = area.widget()
            if inner is not None and inner.isAncestorOf(chosen):
                # Of a list Qt would show the current row alone.
                middle = chosen.mapTo(inner, chosen.rect().center())
                area.ensureVisible(middle.x(), middle.y(), 0, chosen.height() // 2 + 8)
        return True

    def _show(self, training: Training) -> None:
        before, focus = self._pages.currentWidget(), QApplication.focusWidget()
        if training.running:
            self._pages.setCurrentWidget(self.progress)
        elif training.stage is Stage.DONE:
            self._pages.setCurrentWidget(self.result)
        else:
            self._pages.setCurrentWidget(self.setup)
        self.setWindowTitle(self._title(training))
        changed = self._pages.currentWidget() is not before
        if changed and focus is not None and self.isAncestorOf(focus):
            # Not on a button: a key pressed once too often must not stop what it has started, and
            # who goes on reviewing meanwhile presses Tab and Space.
            self.setFocus()

    def _title(self, training: Training) -> str:
        """What the tab says: how far it is, for who works on in another."""
        name = self.tr("Train")
        if training.running:
            return f"{name} {training.progress:.0%}".replace("%", " %")
        return f"{name} ✓" if training.stage is Stage.DONE else name

    def dress(self) -> None:
        """Take the icons and colours of the current theme."""
        self.setup.dress()
        self.progress.dress()


class TrainingSetup(QWidget):
    """Matches to learn from, weights to start from, epochs."""

    def __init__(
        self,
        fine_tune: FineTune,
        choice: ModelChoice,
        document: Document,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fine_tune = fine_tune
        self._choice = choice
        self._document = document

        self.data = QListWidget()
        self.data.setProperty("role", "field")
        self.data.setMinimumHeight(LOWEST_LIST)
        # What a list would like to have is no reason for the panel to scroll.
        self.data.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.data.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.data.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.data.itemChanged.connect(lambda _item: self._refresh_start())
        self.add_projects = QPushButton(self.tr("Add projects…"))
        self.add_projects.clicked.connect(self._ask_projects)
        self.add_folder = QPushButton(self.tr("Add folder…"))
        self.add_folder.clicked.connect(self._ask_folder)
        for button in (self.add_projects, self.add_folder):
            button.setAutoDefault(True)
        adding = QHBoxLayout()
        adding.setSpacing(6)
        adding.addWidget(self.add_projects, 1)
        adding.addWidget(self.add_folder, 1)

        self.base = QComboBox()
        self.base.setAccessibleName(self.tr("Start from"))
        # A long name must not make the page wider.
        self.base.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.base.setMinimumContentsLength(8)
        self.base.activated.connect(self._pick_base)
        self._picked_base = ""
        self.epochs = spin_box()
        self.epochs.setRange(1, 1000)
        self.epochs.setValue(fine_tune.epochs)
        self.epochs.setAccessibleName(self.tr("Epochs"))
        self.epochs.valueChanged.connect(fine_tune.set_epochs)
        self.device = label("", "small")
        self.start_button = QPushButton(self.tr("Fine-tune"))
        self.start_button.setProperty("role", "primary")
        self.start_button.setAutoDefault(True)
        self.start_button.clicked.connect(self._start)
        self.obstacle = label("", "small")
        self.obstacle.setWordWrap(True)
        self.few = label("", "small")
        self.few.setWordWrap(True)
        self.few.setText(
            self.tr(
                "From {count} balls of yours on, a fifth is held out to measure what the model "
                "gained; it learns from fewer, too, but nobody can tell how well."
            ).format(count=grouped(ENOUGH_TO_MEASURE))
        )

        self.intro = label(
            self.tr(
                "Teach the model with your marks. Some are held out to measure what it gained."
            ),
            "small",
        )
        self.intro.setWordWrap(True)
        column, foot = QVBoxLayout(), QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self.intro)
        column.addWidget(label(self.tr("Learn from"), "heading"))
        column.addWidget(self.data, 1)
        column.addLayout(adding)
        fields = QGridLayout()
        fields.setHorizontalSpacing(12)
        fields.setVerticalSpacing(8)
        fields.setColumnStretch(1, 1)
        fields.addWidget(label(self.tr("Start from"), "heading"), 0, 0)
        fields.addWidget(self.base, 0, 1)
        fields.addWidget(label(self.tr("Epochs"), "heading"), 1, 0)
        fields.addWidget(self.epochs, 1, 1)
        column.addLayout(fields)
        column.addStretch(1)
        foot.setSpacing(8)
        for widget in (line(), self.device, self.start_button, self.obstacle, self.few):
            foot.addWidget(widget)
        fill_page(self, column, foot)

        document.opened.connect(self._match_changed)
        document.closed.connect(self._match_changed)
        document.changed.connect(lambda _first, _last: self._count_marks_in_sight())
        choice.inventoryChanged.connect(self._fill_base)
        choice.changed.connect(self._fill_base)
        self._match_item: QListWidgetItem | None = None
        self._match_changed()
        self._fill_base()

    def chosen(self) -> list[Path]:
        """The data that is ticked."""
        return [
            Path(item.data(PATH_ROLE))
            for item in self._items()
            if item.checkState() == Qt.CheckState.Checked
        ]

    def add(self, path: Path) -> None:
        """Put a project or a folder on the list, ticked; once."""
        if path in (Path(item.data(PATH_ROLE)) for item in self._items()):
            return
        self.data.addItem(self._item(path, path.name))
        self._refresh_start()

    def _items(self) -> list[QListWidgetItem]:
        return [self.data.item(row) for row in range(self.data.count())]

    @staticmethod
    def _item(path: Path, text: str) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setData(PATH_ROLE, str(path))
        item.setToolTip(str(path))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked)
        return item

    def _match_changed(self) -> None:
        project, ticked = self._document.project, Qt.CheckState.Checked
        if self._match_item is not None:
            ticked = self._match_item.checkState()
            self.data.takeItem(self.data.row(self._match_item))
            self._match_item = None
        if project is not None:
            for item in self._items():
                if Path(item.data(PATH_ROLE)) == project.path:
                    # It was added before it was opened, and is not to stand here twice.
                    ticked = item.checkState()
                    self.data.takeItem(self.data.row(item))
            self._match_item = self._item(project.path, "")
            self._match_item.setCheckState(ticked)
            self.data.insertItem(0, self._match_item)
        self._count_marks()

    def showEvent(self, event: QShowEvent) -> None:
        self._count_marks()

    def _count_marks_in_sight(self) -> None:
        """Behind another tab they are counted when this one comes to be seen."""
        if self.isVisible():
            self._count_marks()

    def _count_marks(self) -> None:
        if self._match_item is not None:
            marks = self._document.reviewed
            text = (
                self.tr("This match — {count} frame of yours")
                if marks == 1
                else self.tr("This match — {count} frames of yours")
            )
            self._match_item.setText(text.format(count=grouped(marks)))
        self._refresh_start()

    def _pick_base(self) -> None:
        self._picked_base = self.base.currentData() or ""

    def _fill_base(self) -> None:
        """Show the weights to start from: those that pre-label, until a person picks others."""
        self.base.clear()
        inventory = self._choice.inventory
        if inventory is not None:
            for weights in (each for each in inventory.weights if not each.is_pair):
                self.base.addItem(weights.title, weights.key)
            wanted = (self._picked_base, self._choice.weights, self._choice.default)
            at = [self.base.findData(each) for each in wanted if each]
            self.base.setCurrentIndex(next((number for number in at if number >= 0), 0))
            device = self._choice.device_title
            text = (
                self.tr("Runs on {device}; this takes long without a GPU.")
                if device == "cpu"
                else self.tr("Runs on {device}.")
            )
            self.device.setText(text.format(device=device.upper()))
        self._refresh_start()

    def _refresh_start(self) -> None:
        obstacle = self._obstacle()
        self.start_button.setEnabled(not obstacle)
        self.start_button.setToolTip(obstacle)
        self.obstacle.setText(obstacle)
        self.obstacle.setVisible(bool(obstacle))
        few = self._only_this_match() and self._balls() < ENOUGH_TO_MEASURE
        self.few.setVisible(few and not obstacle)
        # One sentence at a time: these say more, and a low window has little room.
        self.intro.setVisible(self.few.isHidden() and not obstacle)

    def _only_this_match(self) -> bool:
        project = self._document.project
        return project is not None and self.chosen() == [project.path]

    def _balls(self) -> int:
        """In how many frames of this match a person says where the ball is."""
        track = self._document.track
        return int(np.count_nonzero(track.persons & track.has_ball))

    def _obstacle(self) -> str:
        """Why fine-tuning cannot start now, '' where it can."""
        if not self.chosen():
            return (
                self.tr("Tick what to learn from.")
                if self.data.count()
                else self.tr("Open a match or add projects to learn from.")
            )
        if self._only_this_match() and self._document.reviewed < 2:
            return self.tr(
                "Too little to learn from yet: correct or accept at least two frames of this "
                "match, or add other projects."
            )
        if self._choice.inventory is None:
            return self.tr("The weights to start from are still being looked for.")
        return "" if self.base.count() else self.tr("There are no weights to start from.")

    def _ask_projects(self) -> None:
        paths, _filter = QFileDialog.getOpenFileNames(
            self, self.tr("Add projects"), "", self.tr("Projects") + f" (*{PROJECT_SUFFIX})"
        )
        for path in paths:
            self.add(Path(path))

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, self.tr("Add a folder of matches, or of videos with label CSVs")
        )
        if folder:
            self.add(Path(folder))

    def _start(self) -> None:
        self._fine_tune.start(self.chosen(), self.base.currentData() or "")

    def dress(self) -> None:
        """Take the icons of the current theme."""
        self.add_projects.setIcon(icon("add"))
        self.add_folder.setIcon(icon("folder"))


def _takes_tab(widget: QWidget) -> bool:
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy()
    return bool(takes) and widget.isEnabled() and widget.isVisible()
