"""Give actions other keys: every change holds at once, and says what it takes a key from."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.action_table import ACTIONS, MENUS
from app.actions import native_keys, shown_menu, shown_text
from app.keymaps import MAPS, Keymap, Keys
from app.settings import Settings
from app.widgets.key_field import KeyField
from app.widgets.own_keys import PRESS
from app.widgets.parts import label, restyle

ID_ROLE = Qt.ItemDataRole.UserRole
SPECS = {spec.id: spec for spec in ACTIONS}


class KeyEditor(QDialog):
    """Opened from the Help menu and from the key sheet."""

    def __init__(self, keymap: Keymap, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keymap = keymap
        self._settings = settings
        self.setWindowTitle(self.tr("Change keys"))
        self.resize(620, 680)
        self.maps = QComboBox()
        for key, name in MAPS.items():
            self.maps.addItem(shown_menu(name), key)
        self.maps.setCurrentIndex(self.maps.findData(settings.key_map))
        self.maps.setAccessibleName(self.tr("Key map"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search actions"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(12)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._groups: dict[str, QTreeWidgetItem] = {}
        self._fill()
        self._lay_out()

        self.maps.activated.connect(lambda _index: self._choose_map())
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._ask_key)
        self.tree.itemActivated.connect(lambda _item, _column: self._ask_key())
        self.tree.currentItemChanged.connect(lambda _item, _previous: self._show_current())
        self.edit.keyChanged.connect(self._weigh)
        self.edit.recordingChanged.connect(self._weigh)
        self.set_button.clicked.connect(lambda: self._assign(add=False))
        self.add_button.clicked.connect(lambda: self._assign(add=True))
        self.none_button.clicked.connect(self._take_away)
        self.reset_button.clicked.connect(self._reset)
        self.reset_all_button.clicked.connect(self._reset_all)
        keymap.changed.connect(self.refresh)
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Key map"), "muted"))
        head.addWidget(self.maps)
        head.addSpacing(12)
        head.addWidget(self.search, 1)
        self.name = label("", "name")
        self.edit = KeyField()
        self.edit.setAccessibleName(self.tr("New key"))
        self.warning = label("", "small")
        self.warning.setWordWrap(True)
        self.warning.setMinimumHeight(34)
        self.set_button = self._button(self.tr("Use this key"), "primary")
        self.add_button = self._button(self.tr("Add as another"))
        self.none_button = self._button(self.tr("No key"))
        self.reset_button = self._button(self.tr("Reset"))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.edit, 1)
        for button in (self.set_button, self.add_button, self.none_button, self.reset_button):
            row.addWidget(button)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setAutoDefault(False)
        self.reset_all_button = self._button(self.tr("Reset all keys"))
        buttons.addButton(self.reset_all_button, QDialogButtonBox.ButtonRole.ResetRole)

        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.tree, 1)
        column.addWidget(self.name)
        column.addLayout(row)
        column.addWidget(self.warning)
        column.addWidget(buttons)
        self.search.setFocus()

    @staticmethod
    def _button(text: str, role: str = "") -> QPushButton:
        button = QPushButton(text)
        # Return elsewhere, in the field for keys above all, must not press a button.
        button.setAutoDefault(False)
        if role:
            button.setProperty("role", role)
        return button

    def _fill(self) -> None:
        groups = self._groups
        menu = MENUS[0]
        for spec in ACTIONS:
            menu = spec.menu or menu
            if menu not in groups:
                group = QTreeWidgetItem(self.tree, [shown_menu(menu)])
                group.setFlags(Qt.ItemFlag.ItemIsEnabled)
                font = group.font(0)
                font.setBold(True)
                group.setFont(0, font)
                groups[menu] = group
            text = shown_text(spec).rstrip("…")
            if spec.choice:
                text = f"{shown_menu(spec.choice)}: {text}"
            item = QTreeWidgetItem(groups[menu], [text])
            item.setData(0, ID_ROLE, spec.id)
            self._items[spec.id] = item
        self.tree.expandAll()
        self.tree.setCurrentItem(self._items[ACTIONS[0].id])

    @property
    def current(self) -> str | None:
        """Id of the action that is selected; None where the search finds none."""
        item = self.tree.currentItem()
        return str(item.data(0, ID_ROLE)) if item is not None else None

    def select(self, action_id: str) -> None:
        """Select an action, as a click on its line does."""
        self.tree.setCurrentItem(self._items[action_id])

    def refresh(self) -> None:
        """Show the keys as they are now."""
        for action_id, item in self._items.items():
            item.setText(1, native_keys(self._keymap.keys(action_id)))
            font = item.font(1)
            font.setBold(self._keymap.is_own(action_id))
            item.setFont(1, font)
        self.maps.setCurrentIndex(self.maps.findData(self._settings.key_map))
        self.reset_all_button.setEnabled(self._keymap.any_own)
        self._show_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button with the keyboard, as Space does."""
        button = self.focusWidget()
        if event.key() in PRESS and isinstance(button, QPushButton):
            if not event.isAutoRepeat():
                button.click()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down leads from the search to what it has found."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown)
            and self.current is not None
        ):
            self.tree.setFocus()
            return True
        return False

    def _show_current(self) -> None:
        chosen, keymap = self.current, self._keymap
        self.name.setText(self._title(chosen) if chosen else self.tr("No action of this name."))
        self.edit.set_key("")
        self.edit.setEnabled(chosen is not None)
        self.none_button.setEnabled(chosen is not None and bool(keymap.keys(chosen)))
        self.reset_button.setEnabled(chosen is not None and keymap.is_own(chosen))
        self._weigh()

    def _title(self, action_id: str) -> str:
        return shown_text(SPECS[action_id]).rstrip("…")

    def _weigh(self) -> None:
        """Say what the typed key does now, before it is taken from there."""
        key, chosen = self.edit.key, self.current
        owner = self._keymap.owner(key) if key else None
        mine = owner is not None and owner == chosen
        text, level = self.tr("Click the field or press Enter in it, then the new key."), ""
        if self.edit.recording:
            text = self.tr("Press the new key, Tab or Enter as well; Esc keeps it as it was.")
        elif chosen is None:
            text = ""
        elif mine:
            text = self.tr("This is the key already.")
        elif owner is not None:
            level = "warning"
            text = self.tr("{key} is the key of “{other}”, which loses it.").format(
                key=native_keys((key,)), other=self._title(owner)
            )
        elif key:
            text = self.tr("{key} is free.").format(key=native_keys((key,)))
        self.warning.setText(text)
        self.warning.setProperty("level", level)
        restyle(self.warning)
        held = self._keymap.keys(chosen) if chosen else (key,)
        self.set_button.setEnabled(bool(key) and held != (key,))
        self.add_button.setEnabled(bool(key) and key not in held)

    def _ask_key(self) -> None:
        """Have the next key be the one for the action that is selected."""
        if self.current is not None:
            self.edit.setFocus()
            self.edit.record(True)

    def _assign(self, *, add: bool) -> None:
        if self.current is not None:
            before = self._keymap.keys(self.current) if add else ()
            self._change(self.current, (*before, self.edit.key))

    def _take_away(self) -> None:
        if self.current is not None:
            self._change(self.current, ())

    def _change(self, action_id: str, keys: Keys) -> None:
        self._leave_buttons()
        self._keymap.assign(action_id, keys)

    def _reset(self) -> None:
        if self.current is not None:
            self._leave_buttons()
            self._keymap.reset(self.current)

    def _reset_all(self) -> None:
        self._leave_buttons()
        self._keymap.reset_all()

    def _leave_buttons(self) -> None:
        """The one pressed is about to be disabled: the keyboard would go on to the next, which
        takes the key away or closes the dialog."""
        self.tree.setFocus()

    def _choose_map(self) -> None:
        self._settings.key_map = str(self.maps.currentData())

    def _filter(self, text: str) -> None:
        for action_id, item in self._items.items():
            words = f"{item.text(0)} {item.text(1)} {SPECS[action_id].text}"
            item.setHidden(text.casefold() not in words.casefold())
        for group in self._groups.values():
            children = [item for item in self._items.values() if item.parent() is group]
            group.setHidden(all(item.isHidden() for item in children))
        shown = [item for item in self._items.values() if not item.isHidden()]
        # What is edited below has to be in sight above.
        if not shown:
            self.tree.setCurrentIndex(QModelIndex())
            return
        if text or self.tree.currentItem() is None:
            begins = (item for item in shown if _begins(item, text))
            self.tree.setCurrentItem(next(begins, shown[0]))
        self.tree.scrollTo(self.tree.currentIndex())


def _begins(item: QTreeWidgetItem, text: str) -> bool:
    return item.text(0).casefold().startswith(text.casefold())
