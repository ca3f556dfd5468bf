"""QActions from the table: bound to what they do, enabled by what holds, put into the menus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from app.action_table import ACTIONS, MENUS, ActionSpec, When
from app.icons import icon
from app.translation import translate


class Actions(QObject):
    """Every action of the window as a QAction, by id."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._bound: set[str] = set()
        self._state = When.ALWAYS
        self._choices: dict[str, QActionGroup] = {}
        for spec in ACTIONS:
            self._actions[spec.id] = self._build(spec, window)
        self.set_state(When.ALWAYS)

    def _build(self, spec: ActionSpec, window: QWidget) -> QAction:
        action = QAction(shown_text(spec), self)
        action.setObjectName(spec.id)
        action.setIconText(translate("Actions", spec.short) if spec.short else shown_text(spec))
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setAutoRepeat(spec.repeats)
        action.setCheckable(spec.checkable)
        if spec.checkable:
            # A menu has one place for both, and the icon would take that of the check mark.
            action.setIconVisibleInMenu(False)
        if spec.choice:
            group = self._choices.setdefault(spec.choice, QActionGroup(self))
            group.addAction(action)
        action.setStatusTip("")
        action.setToolTip(tooltip(spec))
        # Added to the window itself so that keys work where no menu shows the action.
        window.addAction(action)
        return action

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def bind(self, action_id: str, run: Callable[[], object]) -> None:
        """Let the action do `run` (once per action)."""
        if action_id in self._bound:
            raise ValueError(f"action {action_id!r} is bound twice")
        self._actions[action_id].triggered.connect(lambda _checked=False: run())
        self._bound.add(action_id)

    def unbound(self) -> set[str]:
        """Actions that would do nothing; empty once the window is put together."""
        return set(self._actions) - self._bound

    @property
    def state(self) -> When:
        """What holds now."""
        return self._state

    def set_state(self, state: When) -> None:
        """Enable the actions whose conditions all hold in `state`."""
        self._state = state
        for spec in ACTIONS:
            self._actions[spec.id].setEnabled(spec.when & state == spec.when)

    def dress(self) -> None:
        """Give the actions icons in the colours of the current palette."""
        for spec in ACTIONS:
            if spec.icon:
                self._actions[spec.id].setIcon(icon(spec.icon))

    def fill(self, bar: QMenuBar) -> None:
        """Build the menus."""
        for title in MENUS:
            menu = bar.addMenu(f"&{shown_menu(title)}")
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
            if spec.choice and spec.choice not in submenus:
                submenus[spec.choice] = menu.addMenu(translate("Actions", spec.choice))
            submenus.get(spec.choice, menu).addAction(self._actions[spec.id])


def shown_text(spec: ActionSpec) -> str:
    """The action's text in the language of the window."""
    return translate("Actions", spec.text)


def shown_menu(title: str) -> str:
    """A menu's title in the language of the window."""
    return translate("Actions", title)


def shown_keys(spec: ActionSpec) -> str:
    """The shortcuts as the platform writes them: "Ctrl+Shift+Z, Ctrl+Y"."""
    native = QKeySequence.SequenceFormat.NativeText
    # Backtab is Qt's name for what Shift+Tab sends; no keyboard has it written on a key.
    keys = (key.replace("Backtab", "Shift+Tab") for key in spec.keys)
    texts = (QKeySequence(key).toString(native) for key in keys)
    return ", ".join(dict.fromkeys(text for text in texts if text))


def tooltip(spec: ActionSpec) -> str:
    """What a pointer resting on the action is told."""
    keys = shown_keys(spec)
    text = translate("Actions", spec.hint) if spec.hint else shown_text(spec)
    return f"{text} ({keys})" if keys else text
