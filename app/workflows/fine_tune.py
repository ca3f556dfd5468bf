"""Fine-tune on corrected labels, watch it learn, and let the new weights pre-label."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.document import Document
from app.engine_sentences import in_language
from app.exit_status import STOPPED
from app.jobs.finetune_process import CRASHED, FineTuneOrder, FineTuneProcess, number
from app.messages import MessageAction, Messages
from app.numerals import grouped
from app.paths import match_name, user_folder, with_room
from app.reveal import reveal, show_log
from app.settings import Settings
from app.translation import translate
from app.workflows.choose_model import ModelChoice

TOPIC = "fine-tune"


class Stage(StrEnum):
    """Where a fine-tuning stands."""

    IDLE = "idle"
    PREPARING = "preparing"
    TRAINING = "training"
    STOPPING = "stopping"
    DONE = "done"


@dataclass(frozen=True)
class Training:
    """A moment of a fine-tuning, and in the end its outcome."""

    stage: Stage = Stage.IDLE
    epochs: int = 0
    epoch: int = 0
    """The one under way, from 1."""
    epochs_done: int = 0
    stopped_early: bool = False
    """The person ended it before the last epoch was over."""
    progress: float = 0.0
    eta_seconds: float | None = None
    note: str = ""
    held_out: int = 0
    """Frames set aside to measure, once that is known."""
    losses: tuple[tuple[float, float], ...] = ()
    """(epochs gone by, loss), the mean of a few steps each."""
    f1: tuple[tuple[float, float], ...] = ()
    """(epochs gone by, F1 on the held-out frames); the first is of the weights it started from."""
    output: Path | None = None
    """The weights that were written."""
    before: dict[str, Any] = field(default_factory=dict)
    """Scores of the weights it started from, on the held-out frames; empty without any."""
    after: dict[str, Any] = field(default_factory=dict)
    measure: str = ""
    """What the scores come to, in a sentence; empty where it was not measured."""

    @property
    def running(self) -> bool:
        """Whether the process is at work."""
        return self.stage in (Stage.PREPARING, Stage.TRAINING, Stage.STOPPING)

    @property
    def ending(self) -> str:
        """How far it came."""
        if not self.stopped_early:
            return translate("FineTune", "Fine-tuning is done")
        if self.epochs_done == 0:
            return translate("FineTune", "Fine-tuning was stopped in the first epoch")
        text = translate("FineTune", "Fine-tuning was stopped after epoch {epoch} of {epochs}")
        return text.format(epoch=self.epochs_done, epochs=self.epochs)

    @property
    def measured(self) -> bool:
        """Whether frames were held out to score the weights before and after."""
        return "f1" in self.before and "f1" in self.after

    @property
    def lost(self) -> bool:
        """Whether F1 on the held-out frames fell, by as much as is shown."""
        return self.measured and bool(self.after["f1"] - self.before["f1"] <= -0.0005)

    @property
    def verdict(self) -> str:
        """What it came to, in a sentence."""
        if self.measured:
            return in_language(self.measure)
        if self.held_out:
            return translate(
                "TrainingResult", "It was stopped before the new weights were measured."
            )
        return translate(
            "TrainingResult",
            "Too few balls are labelled to hold some out, so that nobody can tell whether it "
            "got better. Pre-label with the new weights and look.",
        )


class FineTune(QObject):
    """Runs one process at a time."""

    changed = Signal(object)
    """Training."""

    def __init__(
        self,
        document: Document,
        choice: ModelChoice,
        settings: Settings,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._choice = choice
        self._settings = settings
        self._messages = messages
        self._process: FineTuneProcess | None = None
        self._aborted = False
        self._training = Training()
        self._steps = 0
        self.extra: tuple[str, ...] = ()
        """More options of the command line `finetune`."""
        self.command: Sequence[str] | None = None
        """What tests run in place of our own command line."""

    @property
    def training(self) -> Training:
        """Where it stands."""
        return self._training

    @property
    def epochs(self) -> int:
        """How often to go through the data; remembered."""
        return self._settings.finetune_epochs

    def set_epochs(self, epochs: int) -> None:
        """Go through the data so often."""
        self._settings.finetune_epochs = epochs

    def start(self, data: Sequence[Path], base: str) -> None:
        """Learn from projects and folders, starting from weights given by name or path."""
        if self._process is not None:
            return
        if not data:
            self._messages.warning(self.tr("Choose at least one match or folder to learn from."))
            return
        order = FineTuneOrder(
            tuple(data),
            base,
            self._new_path(data[0]),
            self.epochs,
            self._choice.device,
            self.extra,
        )
        process = FineTuneProcess(order, self, self.command)
        process.eventReceived.connect(self._event)
        process.ended.connect(lambda status, said: self._ended(process, order, status, said))
        # What was said of the one before offers to try it again, or weights that are older now.
        self._messages.withdraw(TOPIC)
        self._process, self._aborted, self._steps = process, False, 0
        self._set(
            Training(Stage.PREPARING, epochs=order.epochs, note=self.tr("Reading the labels…"))
        )
        process.start()

    def stop_early(self) -> None:
        """End now with the best weights so far."""
        if self._process is not None:
            self._process.stop_early()
            self._set(
                replace(self._training, stage=Stage.STOPPING, note=self.tr("Writing the weights…"))
            )

    def abort(self) -> None:
        """End now and keep nothing."""
        if self._process is not None:
            self._aborted = True
            self._process.abort()

    def use(self) -> None:
        """Let the new weights pre-label from now on, and go back to the start."""
        output = self._training.output
        if output is None:
            return
        self._choice.use(str(output))
        self._choice.refresh()
        self.dismiss()
        self._messages.success(self.tr("{name} pre-labels from now on.").format(name=output.stem))

    def dismiss(self) -> None:
        """Back to the start; the weights stay on the list. The message asks no more, either."""
        if self._process is None:
            self._set(Training())
            self._messages.withdraw(TOPIC)

    def shut_down(self) -> None:
        """End the process: the window closes."""
        process, self._process = self._process, None
        if process is not None:
            process.finish()

    @staticmethod
    def _new_path(first: Path) -> Path:
        moment = time.strftime("%Y%m%d-%H%M%S")
        name = with_room(match_name(first))
        return user_folder() / "weights" / f"{name}-{moment}.safetensors"

    def _set(self, training: Training) -> None:
        self._training = training
        self.changed.emit(training)

    # -- what the process tells -----------------------------------------------------------------

    def _event(self, event: dict[str, Any]) -> None:
        handler = {
            "started": self._started,
            "baseline": self._baseline,
            "step": self._step,
            "epoch": self._epoch,
            "notice": self._notice,
            "finished": self._finished,
        }.get(str(event.get("event")))
        if handler is not None:
            handler(event)

    def _started(self, event: dict[str, Any]) -> None:
        self._steps = int(number(event, "steps") or 0)
        frames = int(number(event, "train_frames") or 0)
        held = int(number(event, "validation_frames") or 0)
        note = (
            self.tr("{frames} frames to learn from, {held} held out to measure")
            if held
            else self.tr(
                "{frames} frames to learn from, too few balls to hold some out and measure"
            )
        ).format(frames=grouped(frames), held=grouped(held))
        self._set(replace(self._training, stage=Stage.TRAINING, note=note, held_out=held))

    def _baseline(self, event: dict[str, Any]) -> None:
        before = scores(event.get("score"))
        points = ((0.0, before["f1"]),) if "f1" in before else ()
        self._set(replace(self._training, before=before, f1=points))

    def _step(self, event: dict[str, Any]) -> None:
        loss, progress = number(event, "loss"), number(event, "progress") or 0.0
        training = replace(
            self._training,
            progress=progress,
            eta_seconds=number(event, "eta_seconds"),
            epoch=min(int(progress * self._training.epochs) + 1, self._training.epochs),
        )
        if loss is not None:
            point = (progress * training.epochs, loss)
            training = replace(training, losses=(*training.losses, point))
        self._set(training)

    def _epoch(self, event: dict[str, Any]) -> None:
        epoch = number(event, "epoch") or 0.0
        score = scores(event.get("score"))
        # Its last step has begun the next one.
        begun = max(self._training.epoch, int(epoch))
        training = replace(self._training, epoch=begun, epochs_done=int(epoch))
        if "f1" in score:
            training = replace(training, f1=(*training.f1, (epoch, score["f1"])))
        self._set(training)

    def _notice(self, event: dict[str, Any]) -> None:
        self._messages.info(str(event.get("text", "")))

    def _finished(self, event: dict[str, Any]) -> None:
        self._set(
            replace(
                self._training,
                output=Path(str(event["output"])),
                before=scores(event.get("before")) or self._training.before,
                after=scores(event.get("after")),
                measure=str(event.get("verdict") or ""),
                stopped_early=bool(event.get("stopped_early"))
                and self._training.epochs_done < self._training.epochs,
            )
        )

    def _ended(
        self, process: FineTuneProcess, order: FineTuneOrder, status: int, said: str
    ) -> None:
        if process is not self._process:
            return
        self._process = None
        process.deleteLater()
        if self._aborted:
            order.output.unlink(missing_ok=True)
            self._set(Training())
            self._messages.info(self.tr("Fine-tuning was cancelled; nothing was kept."))
        elif self._training.output is not None and order.output.is_file():
            self._set(replace(self._training, stage=Stage.DONE, progress=1.0, note=""))
            self._choice.refresh()
            text = self.tr("{ending}: {name}.").format(
                ending=self._training.ending, name=order.output.stem
            )
            if self._training.measured:
                text += f" {self._training.verdict}"
            self._messages.success(
                text,
                MessageAction(self.tr("Use these weights"), self.use),
                MessageAction(
                    self.tr("Show in folder"), lambda: reveal(order.output, self._messages)
                ),
                topic=TOPIC,
                lasting=True,
            )
        elif self._training.stage is Stage.STOPPING and status == STOPPED:
            self._set(Training(stopped_early=True))
            self._messages.info(
                self.tr("Fine-tuning was stopped before it had learnt anything; nothing was kept.")
            )
        else:
            self._set(Training())
            # Should the weights to start from be gone, they are not offered again.
            self._choice.refresh()
            if said:
                self._messages.error(said, topic=TOPIC)
                return
            self._messages.error(
                self.tr(
                    "Fine-tuning was ended by the system, as happens where memory runs short. No "
                    "weights were written; your marks are as they were."
                )
                if status == CRASHED
                else self.tr(
                    "Fine-tuning broke off by a mistake in the program. No weights were written; "
                    "your marks are as they were. The log helps to find the mistake."
                ),
                MessageAction(self.tr("Try again"), lambda: self.start(order.data, order.start)),
                show_log(self._messages),
                topic=TOPIC,
            )


def scores(value: object) -> dict[str, float]:
    """The numbers of a score as the process prints it; empty where there is none."""
    if not isinstance(value, dict):
        return {}
    found = ((str(name), number(value, str(name))) for name in value)
    return {name: score for name, score in found if score is not None}
