"""Whether the window may close: what it would cut off is asked about first."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from app.workflows.fine_tune import FineTune, Stage, Training
from app.workflows.reports import Reports


class Closing(QObject):
    """Asks about a fine-tuning and a clip; pre-labelling loses nothing and is not asked about."""

    def __init__(self, window: QWidget, fine_tune: FineTune, reports: Reports) -> None:
        super().__init__(window)
        self._window = window
        self._fine_tune = fine_tune
        self._reports = reports
        self._waits_for_weights = False
        fine_tune.changed.connect(self._trained)

    def allowed(self) -> bool:
        """Whether the window may close now; asks where that ends something."""
        training, clip = self._fine_tune.training, self._reports.writing_clip
        self._waits_for_weights = False
        if not (training.running or clip):
            return True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Close Rallymark"))
        sentences = []
        if training.running:
            sentences.append(self.tr("Fine-tuning is still running."))
        if clip:
            sentences.append(self.tr("A clip is still being written."))
        box.setText("\n".join(sentences))
        box.setInformativeText(self.tr("Closing now gives up what is not finished."))
        keep = None
        if training.stage in (Stage.TRAINING, Stage.STOPPING):
            # The best, or the last where nothing is measured.
            keep = box.addButton(
                self.tr("Keep the weights, then close"), QMessageBox.ButtonRole.AcceptRole
            )
        discard = box.addButton(
            self.tr("Discard and close"), QMessageBox.ButtonRole.DestructiveRole
        )
        stay = box.addButton(self.tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        if clicked is keep and keep is not None:
            self._waits_for_weights = True
            self._fine_tune.stop_early()
        return clicked is discard

    def _trained(self, training: Training) -> None:
        """The weights that closing waited for are written, or it is told why not."""
        if self._waits_for_weights and not training.running:
            self._waits_for_weights = False
            # Where it was stopped before it had learnt anything, there is nothing to stay for.
            if training.stage is Stage.DONE or training.stopped_early:
                QTimer.singleShot(0, self._window.close)
