"""A list of objects as views want it: the object for the delegate, texts for everybody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole
"""The object itself."""


class RowModel(QAbstractListModel, Generic[T]):
    """Rows of one kind; `texts` says what a row answers to which of Qt's roles."""

    def __init__(self, texts: Mapping[int, Callable[[T], str]], parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts
        self.rows: list[T] = []

    def show_rows(self, rows: Sequence[T]) -> None:
        """Show other rows. Where they are as many, what is selected and in sight stays."""
        if rows and len(rows) == len(self.rows):
            self.rows = list(rows)
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        text = self._texts.get(role)
        return None if text is None else text(row)
