"""Which keys lead to which action: a map to start from, and what a person changed in it.

The action table is the default map. The other maps (resources/keymaps) and a person's own changes
name only the actions they give other keys. A key belongs to one action: a person's choice takes it
from the map, and a map takes it from the table; of a person's choices the later one takes it from
the earlier, which is kept nevertheless: resetting an action gives back what its keys took.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from app.action_table import ACTIONS
from app.settings import Settings
from resources import resource_text

MAPS = {"default": "Default", "cvat": "CVAT", "imglabel": "imgLabel"}
"""Key and name of every map."""
ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
Keys = tuple[str, ...]


class Keymap(QObject):
    """The keys that hold now."""

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._standard: dict[str, Keys] = {}
        self._keys: dict[str, Keys] = {}
        settings.changed.connect(self._setting_changed)
        self._resolve()

    @property
    def chosen(self) -> str:
        """Which of `MAPS` one starts from."""
        return self._settings.key_map

    def keys(self, action_id: str) -> Keys:
        """The keys of an action, the one to show first."""
        return self._keys[action_id]

    def shortcuts(self, action_id: str) -> Keys:
        """The keys of an action as Qt is to have them: of Qt's two Enter keys the one that it calls
        so stands first, because a menu writes the first; it comes along where it is free."""
        found = []
        for key in self._keys[action_id]:
            enter = one_enter(key)
            found += [enter, key] if self.owner(enter) in (None, action_id) else [key]
        return tuple(dict.fromkeys(found))

    def is_own(self, action_id: str) -> bool:
        """Whether a person gave the action other keys than the map does."""
        return self._keys[action_id] != self._standard[action_id]

    @property
    def any_own(self) -> bool:
        """Whether a person changed anything in the chosen map."""
        return bool(self._own())

    def owner(self, key: str) -> str | None:
        """The action that `key` leads to, None where it is free."""
        wanted = portable(key)
        found = (name for name, keys in self._keys.items() if wanted in keys)
        return next(found, None)

    def assign(self, action_id: str, keys: Sequence[str]) -> None:
        """Give an action these keys; actions that had one of them lose it."""
        wanted = tuple(dict.fromkeys(portable(key) for key in keys))
        own = {name: held for name, held in self._own().items() if name != action_id}
        # At the end: the last choice counts. What others chose stays as it was chosen.
        self._store({**own, action_id: wanted})

    def reset(self, action_id: str) -> None:
        """Give an action the keys of the map again, and others those that its own had taken from
        them; who took one of the map's loses it."""
        self.assign(action_id, self._standard[action_id])

    def reset_all(self) -> None:
        """Forget every change of the chosen map."""
        self._store({})

    def _setting_changed(self, name: str) -> None:
        if name in ("key_map", "own_keys"):
            self._resolve()
            self.changed.emit()

    def _own(self) -> dict[str, Keys]:
        return parse(self._settings.own_keys).get(self.chosen, {})

    def _store(self, own: Mapping[str, Keys]) -> None:
        changed: dict[str, Keys] = {}
        for name, keys in own.items():
            # The keys of the map are a choice only against one that has taken some of them.
            disputed = any(set(keys) & set(other) for other in changed.values())
            if name in self._standard and (keys != self._standard[name] or disputed):
                changed[name] = keys
        every = {**parse(self._settings.own_keys), self.chosen: changed}
        self._settings.own_keys = (
            json.dumps(every, ensure_ascii=False) if any(every.values()) else ""
        )

    def _resolve(self) -> None:
        table = {spec.id: tuple(portable(key) for key in spec.keys) for spec in ACTIONS}
        self._standard = merge(table, shipped(self.chosen))
        self._keys = self._standard
        for name, keys in self._own().items():
            self._keys = merge(self._keys, {name: keys})


def pressed(event: QKeyEvent) -> QKeyCombination:
    """The key as shortcuts know it: an arrow or Enter of the number pad is one like the others."""
    pad = Qt.KeyboardModifier.KeypadModifier
    return QKeyCombination(event.modifiers() & ~pad, Qt.Key(event.key()))


def portable(key: str | QKeyCombination) -> str:
    """`key` as it is stored, the same on every platform: "ctrl+p" becomes "Ctrl+P".

    Shift+Tab is always called so. Qt's other name for it, Backtab, is the same key to X11: an
    action with both has an ambiguous key, which does nothing.
    """
    text = QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
    return text.replace("Shift+Backtab", "Shift+Tab").replace("Backtab", "Shift+Tab")


def native_key(key: str) -> str:
    """`key` as the platform writes it, the arrows as they are on the keyboard: "Shift+←"."""
    parts = key.split("+")
    arrow = ARROWS.get(parts[-1])
    if arrow is None:
        return QKeySequence(one_enter(key)).toString(QKeySequence.SequenceFormat.NativeText)
    stand_in = QKeySequence("+".join((*parts[:-1], "F1")))
    native = stand_in.toString(QKeySequence.SequenceFormat.NativeText)
    return f"{native.removesuffix('F1')}{arrow}"


def one_enter(key: str) -> str:
    """`key` with Enter for Return: Qt tells the two apart; people, and most keyboards' legends, do
    not."""
    return key.replace("Return", "Enter")


def merge(below: Mapping[str, Keys], above: Mapping[str, Keys]) -> dict[str, Keys]:
    """`below` with the keys of `above` in place; keys that `above` uses are taken from the rest."""
    known = {name: keys for name, keys in above.items() if name in below}
    taken = {key for keys in known.values() for key in keys}
    return {
        name: known.get(name, tuple(key for key in keys if key not in taken))
        for name, keys in below.items()
    }


def shipped(name: str) -> dict[str, Keys]:
    """What the map `name` changes in the table."""
    if name == "default":
        return {}
    found = json.loads(resource_text("keymaps", f"{name}.json"))
    return {action: tuple(portable(key) for key in keys) for action, keys in found.items()}


def parse(stored: str) -> dict[str, dict[str, Keys]]:
    """A person's changes by map and action; what a damaged setting holds is left out."""
    try:
        found = json.loads(stored or "{}")
        return {
            str(name): {
                str(action): tuple(portable(str(key)) for key in keys)
                for action, keys in changes.items()
            }
            for name, changes in found.items()
        }
    except (ValueError, AttributeError, TypeError):
        return {}
