"""Small building blocks of the panels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QIcon,
    QKeySequence,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.keymaps import native_key

if TYPE_CHECKING:
    from app.actions import Actions


def label(text: str, role: str = "", parent: QWidget | None = None) -> QLabel:
    """A label in one of the style sheet's roles."""
    result = QLabel(text, parent)
    if role:
        result.setProperty("role", role)
    return result


def spin_box() -> QSpinBox:
    """A field for whole numbers. The style sheet's padding does not reach the text in it."""
    result = QSpinBox()
    result.lineEdit().setTextMargins(7, 0, 0, 0)
    return result


class ProgressBar(QProgressBar):
    """Painted when all else is.

    Qt's own paints the whole window in the middle of `setValue`: widgets, too, that have not heard
    yet of what is being told.
    """

    def setValue(self, value: int) -> None:
        self.setUpdatesEnabled(False)
        super().setValue(value)
        self.setUpdatesEnabled(True)


def line(vertical: bool = False) -> QFrame:
    """A hairline between parts."""
    result = QFrame()
    result.setProperty("role", "line")
    if vertical:
        result.setFixedWidth(1)
    else:
        result.setFixedHeight(1)
    return result


def action_button(
    action: QAction, *, text: str | None = None, icon_size: int = 20, role: str = ""
) -> QToolButton:
    """A button for an action: its icon, with `text` beside it where given.

    Buttons do not take the focus: keys belong to the picture.
    """
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(icon_size, icon_size))
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setAccessibleName(action.text())
    if role:
        button.setProperty("role", role)
    if text is not None:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return button


LEAST_BODY = 20
"""Of a page's body so many pixels stay in sight, its heading: enough to see that it scrolls."""
# Of the portable names: the native ones are in the language of the window.
KEY_CAPS = {"Return": "↵", "Enter": "↵", "Delete": "Del", "Backspace": "⌫", "Shift+": "⇧"}


def key_cap(keys: QKeySequence) -> str:
    """A key in few characters, for buttons: "⇧↵" for Shift+Return."""
    text = keys.toString(QKeySequence.SequenceFormat.PortableText)
    capped = text
    for name, cap in KEY_CAPS.items():
        capped = capped.replace(name, cap)
    return capped if capped != text else native_key(text)


class KeyButton(QToolButton):
    """A button for an action, its text at the left and its first key at the right."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self.setDefaultAction(action)
        self.setAccessibleName(action.text())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("role", "decision")
        self.setIconSize(QSize(18, 18))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def key(self) -> str:
        """The key as it is written on the button."""
        return key_cap(self.defaultAction().shortcut())

    def sizeHint(self) -> QSize:
        """Room for icon, text and key."""
        metrics = self.fontMetrics()
        texts = metrics.horizontalAdvance(self.text()) + metrics.horizontalAdvance(self.key())
        return QSize(18 + texts + 44, 34)

    def minimumSizeHint(self) -> QSize:
        """Never less than all of it."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's frame, then our own contents."""
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        option.icon = QIcon()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        colours = QGuiApplication.palette()
        inner = self.rect().adjusted(10, 0, -10, 0)
        left = inner.left()
        if not self.icon().isNull():
            mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
            area = QRect(left, inner.center().y() - 8, 18, 18)
            self.icon().paint(painter, area, Qt.AlignmentFlag.AlignCenter, mode)
            left += 18 + 8
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(colours.color(group, QPalette.ColorRole.ButtonText))
        painter.drawText(
            inner.adjusted(left - inner.left(), 0, 0, 0),
            middle | Qt.AlignmentFlag.AlignLeft,
            self.text(),
        )
        if self.isEnabled():
            painter.setPen(colours.color(QPalette.ColorRole.PlaceholderText))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, self.key())


def show_hint(widget: QWidget, actions: Actions, action_id: str, text: str) -> None:
    """Keep `text` and the keys of an action, whichever they are, in the widget's tooltip."""

    def show() -> None:
        widget.setToolTip(actions.with_keys(text, action_id))

    actions.keysChanged.connect(show)
    show()


def stand_for(button: QPushButton, action: QAction) -> None:
    """Let a button that has a text of its own do an action, where that is possible."""

    def follow() -> None:
        button.setEnabled(action.isEnabled())
        button.setToolTip(action.toolTip())

    button.clicked.connect(action.trigger)
    action.changed.connect(follow)
    follow()


class _WheelPasses(QObject):
    """Keeps the wheel from the widgets it watches: it goes on to what lies around them."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return False


def let_wheel_scroll(area: QWidget) -> None:
    """Over sliders, boxes and number fields in `area` the wheel scrolls, and changes no value."""
    passes = _WheelPasses(area)
    for kind in (QSlider, QComboBox, QAbstractSpinBox):
        for widget in area.findChildren(kind):
            widget.installEventFilter(passes)


class _Body(QWidget):
    """What scrolls. Qt asks how low it may be, but not at which width: a sentence of two lines
    would take the second one from its neighbours."""

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        if layout is None:
            return super().minimumSizeHint()
        least = layout.minimumSize()
        if layout.hasHeightForWidth():
            least.setHeight(max(least.height(), layout.minimumHeightForWidth(self.width())))
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


def fill_page(page: QWidget, body: QVBoxLayout, foot: QVBoxLayout) -> None:
    """Lay out a page: on a low window the body scrolls rather than takes the room from the
    timeline, and the buttons in the foot stay in sight."""
    inner = _Body()
    inner.setLayout(body)
    area = QScrollArea()
    area.setWidget(inner)
    area.setWidgetResizable(True)
    # Qt would have three lines of it at least, where the foot may need the room.
    area.setMinimumHeight(LEAST_BODY)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    let_wheel_scroll(area)
    body.setContentsMargins(16, 14, 16, 8)
    foot.setContentsMargins(16, 4, 16, 16)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(area, 1)
    column.addLayout(foot)


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at `widget` again after a property changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def as_it_is(name: str) -> str:
    """A name for a button or a menu, which take a single & for the mark of a letter to press."""
    return name.replace("&", "&&")


def shortened(name: str, letters: int) -> str:
    """A name that fits beside others: what tells names apart is at their ends."""
    if len(name) <= letters:
        return name
    half = letters // 2
    return f"{name[: half - 1]}…{name[-half:]}"


class ElidedLabel(QLabel):
    """A label that gives way to a shorter text, and in the end loses its middle; the tooltip has
    all of it."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if role:
            self.setProperty("role", role)
        self._texts = [""]
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.set_whole(text)

    def set_whole(self, text: str, *shorter: str) -> None:
        """Show `text`, or the first of the shorter ones that fits."""
        self._texts = [text, *shorter]
        self.setToolTip(text)
        self._elide()
        self.updateGeometry()

    def whole(self) -> str:
        """The text, unshortened."""
        return self._texts[0]

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.whole()) + 4, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.fontMetrics().height() + 2)

    def resizeEvent(self, event: object) -> None:
        self._elide()

    def _elide(self) -> None:
        metrics, room = self.fontMetrics(), max(20, self.width())
        fitting = (text for text in self._texts if metrics.horizontalAdvance(text) <= room)
        shown = next(fitting, self._texts[-1])
        self.setText(metrics.elidedText(shown, Qt.TextElideMode.ElideMiddle, room))
