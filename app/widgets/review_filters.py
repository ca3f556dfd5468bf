"""What of the queue to show: by reason, by answer, by how doubtful."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from annotation.review import BARS, REASONS
from annotation.review_stretches import Answer, ReviewFilter
from app.actions import Actions
from app.numerals import whole_percent
from app.translation import translate
from app.widgets.parts import action_button
from app.widgets.review_words import ANSWERS, reason_text
from app.workflows.review import Review


class ReviewFilters(QWidget):
    """The reason, beside the button that shows all again; below it the answer and the doubt."""

    def __init__(self, review: Review, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._review = review
        self.reason = self._choice(self.tr("Reason"), actions, "filter_reason")
        self.reason.addItem(self.tr("All reasons"), None)
        for reason in REASONS:
            self.reason.addItem(reason_text(reason).capitalize(), reason)
        self.answer = self._choice(self.tr("Answer"), actions, "filter_answer")
        self.answer.addItem(self.tr("All answers"), None)
        for answer in Answer:
            self.answer.addItem(translate("Review", ANSWERS[answer]), answer)
        self.bar = self._choice(self.tr("Least doubt"), actions, "raise_bar")
        for bar in BARS:
            self.bar.addItem(self.tr("Doubt ≥ {share}").format(share=whole_percent(bar)), bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(6)
        clear = action_button(actions["clear_filter"], text="")
        # Shared out by how long the longest words are: a box shows no sign of what it cuts off.
        for row in (((self.reason, 1), (clear, 0)), ((self.answer, 4), (self.bar, 5))):
            line = QHBoxLayout()
            line.setSpacing(6)
            for widget, stretch in row:
                line.addWidget(widget, stretch)
            column.addLayout(line)
        for combo in (self.reason, self.answer):
            combo.activated.connect(self._chosen)
        self.bar.activated.connect(lambda _row: review.set_bar(self.bar.currentData()))
        review.queueChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the filter as it is."""
        wanted = self._review.filter
        self.reason.setCurrentIndex(self.reason.findData(wanted.reason))
        self.answer.setCurrentIndex(self.answer.findData(wanted.answer))
        self.bar.setCurrentIndex(self.bar.findData(self._review.bar))

    def _chosen(self) -> None:
        self._review.set_filter(
            ReviewFilter(reason=self.reason.currentData(), answer=self.answer.currentData())
        )

    @staticmethod
    def _choice(name: str, actions: Actions, action_id: str) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(name)
        combo.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(4)
        action = actions[action_id]
        combo.setToolTip(action.toolTip())
        action.changed.connect(lambda: combo.setToolTip(action.toolTip()))
        return combo
