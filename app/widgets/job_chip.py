"""The chip of the running job in the top bar; the pre-label button where none runs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.actions import Actions
from app.engine_sentences import in_language
from app.icons import icon
from app.jobs.job_state import JobState, Phase, duration_text
from app.numerals import grouped
from app.translation import translate
from app.widgets.parts import ProgressBar, action_button, label
from app.workflows.prelabel import Prelabel

STEPS = 1000
NAME_WIDTH = 110
"""Pixels a match that is not on screen may take for its name."""


class JobChip(QWidget):
    """Progress, speed, time left, pause and cancel."""

    def __init__(self, prelabel: Prelabel, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pause_action = actions["pause_job"]
        self.start_button = QPushButton(self.tr("Pre-label"))
        self.start_button.setProperty("role", "primary")
        self.start_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._follow_action(actions["prelabel"])

        self.text = label("", "small")
        self.text.setMinimumWidth(200)
        self.bar = ProgressBar()
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        facts = QVBoxLayout()
        facts.setContentsMargins(0, 0, 0, 0)
        facts.setSpacing(3)
        facts.addWidget(self.text)
        facts.addWidget(self.bar)
        chip = QFrame()
        chip.setObjectName("jobChip")
        line = QHBoxLayout(chip)
        line.setContentsMargins(12, 4, 6, 5)
        line.setSpacing(8)
        line.addLayout(facts)
        self.pause_button = action_button(self._pause_action, icon_size=18)
        self.cancel_button = action_button(actions["cancel_job"], icon_size=18)
        line.addWidget(self.pause_button)
        line.addWidget(self.cancel_button)

        idle = QWidget()
        idle_line = QHBoxLayout(idle)
        idle_line.setContentsMargins(0, 0, 0, 0)
        idle_line.addStretch(1)
        idle_line.addWidget(self.start_button)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(idle)
        self._pages.addWidget(chip)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        prelabel.stateChanged.connect(self.show_state)
        self.show_state(prelabel.state)

    def _follow_action(self, action: QAction) -> None:
        button = self.start_button
        button.clicked.connect(action.trigger)

        def follow() -> None:
            button.setEnabled(action.isEnabled())
            button.setToolTip(action.toolTip())

        action.changed.connect(follow)
        follow()

    def dress(self, on_accent: str) -> None:
        """Take the icons of the current theme."""
        self.start_button.setIcon(icon("prelabel", on_accent))
        self.start_button.setIconSize(QSize(18, 18))

    def show_state(self, state: JobState | None) -> None:
        """Show a moment of the job, or that there is none."""
        self._pages.setCurrentIndex(0 if state is None else 1)
        if state is None:
            return
        metrics = self.text.fontMetrics()
        name = metrics.elidedText(state.name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH)
        self.text.setText(state_text(state, name))
        notice = in_language(state.notice) if state.preparing else ""
        self.text.setToolTip("\n".join(filter(None, (state.name, notice))))
        self.bar.setRange(0, 0 if state.preparing else STEPS)
        if not state.preparing:
            self.bar.setValue(round(state.share * STEPS))
        paused = state.phase is Phase.PAUSED
        self._pause_action.setChecked(paused)
        # The action's icon tells what a click does next.
        self._pause_action.setIcon(icon("play" if paused else "pause"))


def state_text(state: JobState, name: str = "") -> str:
    """2 of 7 · match 3 · 41 % · 182 fps · ETA 0:38

    Args:
        name: that of the match, where it is to be told.
    """
    parts = [name] if name else []
    if state.of > 1:
        place = translate("JobChip", "{number} of {count}")
        parts.insert(0, place.format(number=state.number, count=state.of))
    if state.preparing:
        doing = translate("JobChip", "Loading the model…")
        if state.notice:
            doing = translate("JobChip", "Preparing the model…")
        return " · ".join([*parts, doing])
    parts.append(f"{state.share:.0%}".replace("%", " %"))
    if state.phase is Phase.PAUSED:
        parts.append(translate("JobChip", "paused"))
    elif state.phase is Phase.STOPPING:
        parts.append(translate("JobChip", "stopping…"))
    else:
        if state.frames_per_second:
            rate = f"{state.frames_per_second:.1f}"
            if state.frames_per_second >= 10:
                rate = grouped(round(state.frames_per_second))
            parts.append(translate("JobChip", "{rate} fps").format(rate=rate))
        if state.eta_seconds is not None:
            left = duration_text(state.eta_seconds)
            parts.append(translate("JobChip", "ETA {time}").format(time=left))
    return " · ".join(parts)
