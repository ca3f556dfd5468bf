"""The top bar: which match, which model on which device, and the running job."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from app.actions import Actions
from app.document import Document
from app.icons import icon
from app.numerals import grouped
from app.widgets.job_chip import JobChip
from app.widgets.parts import ElidedLabel, action_button, as_it_is, line, shortened, show_hint
from app.widgets.weights_words import details, facts
from app.workflows.choose_model import ModelChoice
from app.workflows.open_match import OpenMatch
from app.workflows.prelabel import Prelabel

WEIGHTS_LETTERS = 30
"""A longer name of weights loses its middle: that of the match stands beside it."""


class TopBar(QWidget):
    """One line under the menus."""

    def __init__(
        self,
        document: Document,
        choice: ModelChoice,
        prelabel: Prelabel,
        open_match: OpenMatch,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._choice = choice
        self._actions = actions
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

        self.title = ElidedLabel("", "name")
        self.facts = ElidedLabel("", "small")
        names = QVBoxLayout()
        names.setContentsMargins(0, 0, 0, 0)
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.facts)

        self.model_button = self._menu_button("choose_weights", self.tr("Weights that pre-label"))
        self.model_button.menu().setToolTipsVisible(True)
        self.device_button = self._menu_button(
            "choose_device", self.tr("Device that runs the model")
        )
        self.job_chip = JobChip(prelabel, actions)

        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 12, 6)
        row.setSpacing(4)
        row.addWidget(action_button(actions["open"]))
        row.addSpacing(6)
        row.addLayout(names, 1)
        row.addSpacing(12)
        row.addWidget(action_button(actions["undo"]))
        row.addWidget(action_button(actions["redo"]))
        row.addWidget(action_button(actions["export"]))
        row.addWidget(self._separator())
        row.addWidget(self.model_button)
        row.addWidget(self.device_button)
        row.addWidget(self._separator())
        row.addWidget(self.job_chip)
        self.setFixedHeight(58)

        for signal in (document.opened, document.closed):
            signal.connect(self.show_match)
        open_match.busyChanged.connect(self.show_match)
        choice.changed.connect(self.show_model)
        choice.inventoryChanged.connect(self.show_model)
        self.show_match()
        self.show_model()

    def _separator(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(8, 8, 8, 8)
        row.addWidget(line(vertical=True))
        return holder

    def _menu_button(self, action_id: str, name: str) -> QToolButton:
        button = QToolButton()
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(name)
        show_hint(button, self._actions, action_id, name)
        menu = QMenu(button)
        menu.aboutToHide.connect(lambda: button.setDown(False))
        button.setMenu(menu)
        return button

    def open_menu(self, button: QToolButton) -> None:
        """Open the menu of one of the buttons by key, at what is chosen now."""
        # Not `showMenu`, which comes back when the menu is gone: no entry would be marked.
        menu, actions = button.menu(), button.menu().actions()
        button.setDown(True)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        menu.setActiveAction(next((each for each in actions if each.isChecked()), actions[0]))

    def dress(self, on_accent: str) -> None:
        """Take the icons of the current theme."""
        self.model_button.setIcon(icon("model"))
        self.device_button.setIcon(icon("device"))
        self.job_chip.dress(on_accent)

    def show_match(self, opening: str = "") -> None:
        """Show the names of the project and the video, and the video's measures.

        `opening`: the name of what is being opened, shown where nothing is open yet.
        """
        info = self._document.info
        if info is None:
            self.title.set_whole(opening or self.tr("No match open"))
            self.facts.set_whole(
                self.tr("Opening…") if opening else self.tr("Open a match to begin")
            )
            return
        self.title.set_whole(self._document.name())
        rate = f"{float(info.fps):.3f}".rstrip("0").rstrip(".")
        rate_text = (
            self.tr("{rate} fps variable") if info.variable_rate else self.tr("{rate} fps")
        ).format(rate=rate)
        size, shown = f"{info.width}×{info.height}", "{}×{}".format(*info.shown_size)
        facts = (
            info.path.name,
            size
            if size == shown
            else self.tr("{size}, shown as {shown}").format(size=size, shown=shown),
            rate_text,
            self.tr("{count} frames").format(count=grouped(info.frame_count)),
        )
        # The first ones go first: the name stands above, and the title says it, too.
        self.facts.set_whole(*("  ·  ".join(facts[at:]) for at in range(len(facts))))

    def show_model(self) -> None:
        """Show the chosen weights and device, and what there is to choose from."""
        weights = shortened(self._choice.title, WEIGHTS_LETTERS)
        self.model_button.setText(as_it_is(weights) or self.tr("Model…"))
        self.device_button.setText((self._choice.device_title or "…").upper())
        self._fill_models(self.model_button.menu())
        self._fill_devices(self.device_button.menu())

    def _fill_models(self, menu: QMenu) -> None:
        menu.clear()
        group = QActionGroup(menu)
        inventory = self._choice.inventory
        if inventory is not None:
            chosen = self._choice.weights
            automatic = self.tr("Automatic ({device})").format(device=self._choice.default)
            on_cpu = self._choice.device_title == "cpu"
            entries = {"": (automatic, self.tr("The weights that suit the device best"))}
            for each in inventory.weights:
                entries[each.key] = facts(each, on_cpu), details(each)
            for key, (text, hint) in entries.items():
                action = self._choice_action(menu, group, text, key == chosen)
                action.setToolTip(hint or text)
                action.triggered.connect(lambda _checked=False, key=key: self._choice.use(key))
            if chosen not in entries:
                self._choice_action(menu, group, self._choice.title, True)
            menu.addSeparator()
        menu.addAction(self._actions["open_weights"])

    def _fill_devices(self, menu: QMenu) -> None:
        menu.clear()
        group = QActionGroup(menu)
        inventory = self._choice.inventory
        found = inventory.devices if inventory else []
        for device in ("auto", *found):
            text = device.upper()
            if device == "auto" and found:
                text = self.tr("Automatic ({device})").format(device=found[0].upper())
            self._choice_action(menu, group, text, device == self._choice.device).triggered.connect(
                lambda _checked=False, device=device: self._choice.use_device(device)
            )
        if self._choice.device_title == "cpu":
            self._fill_runtimes(menu)
        self._fill_modes(menu)

    def _fill_runtimes(self, menu: QMenu) -> None:
        menu.addSeparator()
        group = QActionGroup(menu)
        names = {
            "auto": self.tr("Fastest runtime"),
            "openvino": "OpenVINO",
            "openvino-int8": "OpenVINO int8",
            "torch": "torch",
        }
        for runtime, text in names.items():
            chosen = runtime == self._choice.runtime
            self._choice_action(menu, group, text, chosen).triggered.connect(
                lambda _checked=False, runtime=runtime: self._choice.use_runtime(runtime)
            )

    def _fill_modes(self, menu: QMenu) -> None:
        menu.addSeparator()
        group = QActionGroup(menu)
        names = {
            "fast": self.tr("Fast: look at each frame once"),
            "accurate": self.tr("Accurate: look three times and vote"),
        }
        for mode, text in names.items():
            chosen = mode == self._choice.mode
            self._choice_action(menu, group, text, chosen).triggered.connect(
                lambda _checked=False, mode=mode: self._choice.use_mode(mode)
            )

    @staticmethod
    def _choice_action(menu: QMenu, group: QActionGroup, text: str, checked: bool) -> QAction:
        action = menu.addAction(as_it_is(text))
        action.setCheckable(True)
        action.setChecked(checked)
        group.addAction(action)
        return action
