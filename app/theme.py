"""Colours: a dark and a light theme, and the colours of the marks.

Marks are told apart by colour and shape together; the shapes live with what paints them. Text
colours keep a contrast of at least 4.5:1 on the surfaces they are used on.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.settings import Settings
from resources import resource_path, resource_text


@dataclass(frozen=True)
class Theme:
    """Colours of the window, as #rrggbb."""

    name: str
    window: str
    """Behind everything."""
    surface: str
    """Panels and bars."""
    raised: str
    """Buttons and fields."""
    hover: str
    pressed: str
    border: str
    strong_border: str
    text: str
    muted: str
    """Secondary text."""
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    stage: str
    """Around the picture."""
    info: str
    success: str
    warning: str
    error: str


DARK = Theme(
    name="dark",
    window="#14171c",
    surface="#1b1f26",
    raised="#262c36",
    hover="#2f3743",
    pressed="#212730",
    border="#2a303a",
    strong_border="#3c4553",
    text="#e7eaef",
    muted="#9aa5b4",
    accent="#2fb5a0",
    accent_hover="#45c9b5",
    on_accent="#06211d",
    selection="#1f4a48",
    stage="#0d0f12",
    info="#6cb6ff",
    success="#45c47a",
    warning="#f5b544",
    error="#ff7b72",
)

LIGHT = Theme(
    name="light",
    window="#eef0f3",
    surface="#fbfcfd",
    raised="#ffffff",
    hover="#e8ecf0",
    pressed="#dde2e8",
    border="#dce0e6",
    strong_border="#c2c9d2",
    text="#1a1f27",
    muted="#586373",
    accent="#0b7f70",
    accent_hover="#0a6d60",
    on_accent="#ffffff",
    selection="#cdeae5",
    stage="#23272e",
    info="#0a66c2",
    success="#16794a",
    warning="#8f5a00",
    error="#c0322b",
)


@dataclass(frozen=True)
class MarkColours:
    """Colours of the ball's states, the same in both themes: they are painted on video."""

    model: str = "#6cc5ff"
    human: str = "#2f81f7"
    verified: str = "#3ec46d"
    interpolated: str = "#f2cc4b"
    low_confidence: str = "#ff9a3d"
    outlier: str = "#ff5a52"
    no_ball: str = "#ffb000"
    occluded: str = "#b784ff"
    unprocessed: str = "#5f6a78"


MARKS = MarkColours()


def palette(theme: Theme) -> QPalette:
    """Qt's palette for widgets that the style sheet does not reach."""
    colours = QPalette()
    role = QPalette.ColorRole
    for target, colour in (
        (role.Window, theme.surface),
        (role.WindowText, theme.text),
        (role.Base, theme.raised if theme.name == "light" else theme.window),
        (role.AlternateBase, theme.surface),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Text, theme.text),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.error),
        (role.Link, theme.accent),
        (role.Highlight, theme.selection),
        (role.HighlightedText, theme.text),
        (role.Light, theme.hover),
        (role.Midlight, theme.hover),
        (role.Mid, theme.border),
        (role.Dark, theme.border),
        (role.Shadow, theme.window),
    ):
        colours.setColor(target, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for target in (role.WindowText, role.Text, role.ButtonText):
        colours.setColor(disabled, target, QColor(blend(theme.muted, theme.surface, 0.45)))
    return colours


def blend(first: str, second: str, share: float) -> str:
    """`first` with `share` (0..1) of `second` mixed in."""
    a, b = QColor(first), QColor(second)
    red, green, blue = (
        round(one + (other - one) * share)
        for one, other in zip(
            (a.red(), a.green(), a.blue()), (b.red(), b.green(), b.blue()), strict=True
        )
    )
    return QColor(red, green, blue).name()


def style_sheet(theme: Theme) -> str:
    """The style sheet with the theme's colours in place of its @names."""
    text = resource_text("style", "rallymark.qss")
    values = {field.name: str(getattr(theme, field.name)) for field in fields(theme)}
    values["disabled"] = blend(theme.muted, theme.surface, 0.45)
    values["icons"] = resource_path("style").as_posix()
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(f"@{name}", values[name])
    return text


class ThemeKeeper(QObject):
    """Applies the theme the settings ask for and follows the system where they say so."""

    changed = Signal()

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__(app)
        self._app = app
        self._settings = settings
        self.theme = DARK
        app.setStyle("Fusion")
        settings.changed.connect(self._setting_changed)
        # A slot of an object ends with it; a lambda would be called for keepers long gone.
        app.styleHints().colorSchemeChanged.connect(self._scheme_changed)
        self.apply()

    def _setting_changed(self, name: str) -> None:
        if name == "theme":
            self.apply()

    def _scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self.apply()

    def apply(self) -> None:
        """Dress the application in the wanted theme."""
        wanted = self._settings.theme
        if wanted == "system":
            scheme = self._app.styleHints().colorScheme()
            # Desktops that do not say get the dark one: video is judged best on dark.
            wanted = "light" if scheme == Qt.ColorScheme.Light else "dark"
        theme = LIGHT if wanted == "light" else DARK
        self.theme = theme
        self._app.setPalette(palette(theme))
        self._app.setStyleSheet(style_sheet(theme))
        self.changed.emit()
