"""QActions from the table: bound to what they do, enabled by what holds, put into the menus."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from app.action_table import ACTIONS, LETTERS, MENUS, OBSTACLES, WITHOUT_MATCH, ActionSpec, When
from app.icons import icon
from app.keymaps import Keymap, native_key
from app.translation import translate


class Actions(QObject):
    """Every action of the window as a QAction, by id."""

    keysChanged = Signal()
    """Actions have other keys than before."""
    stateChanged = Signal()
    """Something else holds: `state`, and which actions are possible."""

    def __init__(self, window: QWidget, keymap: Keymap) -> None:
        super().__init__(window)
        self.keymap = keymap
        self._actions: dict[str, QAction] = {}
        self._bound: set[str] = set()
        self._state = When.ALWAYS
        self._whens = {spec.id: spec.when.value for spec in ACTIONS}
        self._choices: dict[str, QActionGroup] = {}
        for spec in ACTIONS:
            self._actions[spec.id] = self._build(spec, window)
        self._take_keys()
        keymap.changed.connect(self._take_keys)

    def _build(self, spec: ActionSpec, window: QWidget) -> QAction:
        action = QAction(shown_text(spec), self)
        action.setObjectName(spec.id)
        action.setIconText(translate("Actions", spec.short) if spec.short else shown_text(spec))
        action.setEnabled(spec.when == self._state)
        action.setAutoRepeat(spec.repeats)
        action.setCheckable(spec.checkable)
        if spec.checkable:
            # A menu has one place for both, and the icon would take that of the check mark.
            action.setIconVisibleInMenu(False)
        if spec.choice:
            group = self._choices.setdefault(spec.choice, QActionGroup(self))
            group.addAction(action)
        # Added to the window itself so that keys work where no menu shows the action.
        window.addAction(action)
        return action

    def _take_keys(self) -> None:
        """Give the actions the keys of the map, and tell them in the tooltips."""
        for spec in ACTIONS:
            action = self._actions[spec.id]
            action.setShortcuts([QKeySequence(key) for key in self.keymap.shortcuts(spec.id)])
            text = translate("Actions", spec.hint) if spec.hint else shown_text(spec)
            action.setToolTip(self.with_keys(text, spec.id))
        self.keysChanged.emit()

    def shown_keys(self, action_id: str) -> str:
        """The action's keys as the platform writes them: "Ctrl+Shift+Z / Ctrl+Y"."""
        return native_keys(self.keymap.keys(action_id))

    def with_keys(self, text: str, *action_ids: str) -> str:
        """`text` with the keys of the actions in brackets after it, where there are any."""
        keys = ", ".join(filter(None, map(self.shown_keys, action_ids)))
        return f"{text} ({keys})" if keys else text

    def key_or_name(self, action_id: str) -> str:
        """What to call an action in a sentence: by its first key, or by its name without one."""
        keys = self.keymap.keys(action_id)
        return native_key(keys[0]) if keys else f"“{self._actions[action_id].text()}”"

    def obstacle(self, action_id: str) -> str:
        """Why the action is not possible now, '' where it is."""
        if self._actions[action_id].isEnabled():
            return ""
        missing = self._whens[action_id] & ~self._state.value
        if missing & ~WITHOUT_MATCH.value:
            missing |= When.MATCH.value & ~self._state.value
        found = (text for flag, text in OBSTACLES.items() if flag.value & missing)
        return translate("Actions", next(found, "Not possible now"))

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def bind(self, action_id: str, run: Callable[[], object]) -> None:
        """Let the action do `run` (once per action)."""
        if action_id in self._bound:
            raise ValueError(f"action {action_id!r} is bound twice")
        self._actions[action_id].triggered.connect(lambda _checked=False: run())
        self._bound.add(action_id)

    def trigger_key(self, key: str) -> None:
        """Do what a key stands for, where a widget kept it from its action; possibly nothing."""
        owner = self.keymap.owner(key)
        if owner is not None:
            self._actions[owner].trigger()

    def unbound(self) -> set[str]:
        """Actions that would do nothing; empty once the window is put together."""
        return set(self._actions) - self._bound

    @property
    def state(self) -> When:
        """What holds now."""
        return self._state

    def set_state(self, state: When) -> None:
        """Enable the actions whose conditions all hold in `state`."""
        # Plain numbers: with flags this took longer than all else that follows an edit.
        holds, changed = state.value, state.value ^ self._state.value
        self._state = state
        for action_id, when in self._whens.items():
            if when & changed:
                self._actions[action_id].setEnabled(when & holds == when)
        self.stateChanged.emit()

    def dress(self) -> None:
        """Give the actions icons in the colours of the current palette."""
        for spec in ACTIONS:
            if spec.icon:
                self._actions[spec.id].setIcon(icon(spec.icon))

    def fill(self, bar: QMenuBar) -> None:
        """Build the menus."""
        for title in MENUS:
            menu = bar.addMenu(menu_title(title))
            menu.setObjectName(title)
            self._fill_menu(menu, title)

    def popup(self, title: str, where: QPoint, parent: QWidget) -> QMenu:
        """Show the actions of a menu as a context menu at a point of the screen."""
        menu = QMenu(parent)
        menu.setObjectName(f"{title} here")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_menu(menu, title)
        menu.popup(where)
        return menu

    def _fill_menu(self, menu: QMenu, title: str) -> None:
        group = 0
        submenus: dict[str, QMenu] = {}
        for spec in (spec for spec in ACTIONS if spec.menu == title):
            if spec.group != group:
                menu.addSeparator()
                group = spec.group
            name = spec.choice or spec.submenu
            if name and name not in submenus:
                submenus[name] = menu.addMenu(translate("Actions", name))
            submenus.get(name, menu).addAction(self._actions[spec.id])

    def menu(self, action_ids: Sequence[str], parent: QWidget) -> QMenu:
        """A menu of the given actions; '' is a line."""
        menu = QMenu(parent)
        for action_id in action_ids:
            if action_id:
                menu.addAction(self._actions[action_id])
            else:
                menu.addSeparator()
        return menu


def shown_text(spec: ActionSpec) -> str:
    """The action's text in the language of the window."""
    return translate("Actions", spec.text)


def shown_menu(title: str) -> str:
    """A menu's title in the language of the window."""
    return translate("Actions", title)


def menu_title(title: str) -> str:
    """A menu's title for the menu bar, with the letter that opens it together with Alt."""
    shown, letter = shown_menu(title), LETTERS.get(title, title[0])
    if shown != title:
        return f"{shown}(&{letter.upper()})"
    return shown.replace(letter, f"&{letter}", 1)


def native_keys(keys: Sequence[str]) -> str:
    """Keys as the platform writes them; parted by strokes, since a comma is a key."""
    return " / ".join(dict.fromkeys(text for key in keys if (text := native_key(key))))
