"""What opens beside the window: key sheet, key editor, command palette, context menu, about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QMessageBox

from app import __version__
from app.action_table import CANVAS_MENU
from app.translation import translate
from app.widgets.command_palette import CommandPalette
from app.widgets.key_editor import KeyEditor
from app.widgets.key_sheet import KeySheet

if TYPE_CHECKING:
    from app.application import Desk


def show_keys(desk: Desk) -> KeySheet:
    """The key sheet stays open beside the work; a second F1 puts it away."""
    sheet: KeySheet | None = desk.window.findChild(KeySheet)
    if sheet is None:
        sheet = KeySheet(desk.actions, desk.window)
        sheet.changeRequested.connect(lambda: change_keys(desk))
    sheet.setVisible(not sheet.isVisible())
    return sheet


def change_keys(desk: Desk) -> None:
    """Let a person give actions other keys."""
    editor = KeyEditor(desk.actions.keymap, desk.settings, desk.window)
    editor.exec()
    editor.deleteLater()


def show_palette(desk: Desk) -> CommandPalette:
    """Every action by its name."""
    palette = CommandPalette(desk.actions, desk.window)
    palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    palette.open_at(desk.window)
    return palette


def show_menu_here(desk: Desk, point: QPoint | None = None) -> None:
    """What can be done with the row under the mouse, where that is over a list; else with the frame
    in view.

    The lists never have the keyboard: the menu key asks the picture, wherever the mouse is.

    Args: point: of the picture, where its menu belongs; by default its middle.
    """
    if not show_row_menu(desk) and desk.document.is_open:
        show_canvas_menu(desk, point or desk.canvas.rect().center())


def show_row_menu(desk: Desk) -> bool:
    """The menu of a row of the list under the mouse; whether it is over one."""
    panels = (desk.review_panel, desk.rally_panel, desk.workspace_panel)
    return any(panel.view.underMouse() and panel.show_menu_here() for panel in panels)


def show_canvas_menu(desk: Desk, point: QPoint) -> QMenu:
    """What can be done with the frame in view, at a `point` of the picture."""
    menu = desk.actions.menu(CANVAS_MENU, desk.canvas)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(desk.canvas.mapToGlobal(point))
    return menu


def show_about(desk: Desk) -> None:
    """Which version this is."""
    QMessageBox.about(
        desk.window,
        translate("Beside", "About Rallymark"),
        f"<h3>Rallymark {__version__}</h3>"
        + translate(
            "Bindings",
            "<p>Frame-exact ball labels for racket-sport video: TrackNetV5 pre-labels, "
            "a person corrects, the model learns.</p><p>MIT licence.</p>",
        ),
    )
