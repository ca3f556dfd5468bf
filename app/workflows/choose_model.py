"""Which weights pre-label, and on which device."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.jobs.engine import Engine, WeightsChoice
from app.jobs.task import RunningTasks, Task
from app.messages import Messages
from app.settings import Settings

TOPIC = "weights"


@dataclass(frozen=True)
class ModelInventory:
    """What this machine has."""

    weights: list[WeightsChoice]
    devices: list[str]
    defaults: dict[str, str]
    """By device, the name of the weights that are used where none were chosen."""


class ModelChoice(QObject):
    """The chosen weights and device, remembered; and what there is to choose from.

    The inventory is read in a thread, because it imports torch.
    """

    changed = Signal()
    """The choice changed."""
    inventoryChanged = Signal()

    def __init__(
        self,
        settings: Settings,
        messages: Messages,
        engine: Engine,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._messages = messages
        self._engine = engine
        self._task: Task | None = None
        self._trials = RunningTasks()
        self.inventory: ModelInventory | None = None
        """None until it was read."""
        settings.changed.connect(self._setting_changed)

    @property
    def weights(self) -> str:
        """Name or path of the chosen weights; '' for the default ones."""
        return self._settings.weights

    @property
    def device(self) -> str:
        """The chosen device: "auto", "cuda", "mps" or "cpu"."""
        return self._settings.device

    @property
    def runtime(self) -> str:
        """What computes the model: "auto", "torch", "openvino" or "openvino-int8"."""
        return self._settings.runtime

    @property
    def mode(self) -> str:
        """How often the model looks at a frame: "fast" once, "accurate" three times."""
        return self._settings.mode

    @property
    def title(self) -> str:
        """The chosen weights as a person knows them; '' while the default is not known yet."""
        return Path(self.weights).stem if self.weights else self.default

    @property
    def default(self) -> str:
        """The weights that suit the device best; '' while that is not known yet."""
        if self.inventory is None:
            return ""
        defaults = self.inventory.defaults
        return defaults.get(self.device_title, defaults[self.inventory.devices[0]])

    @property
    def device_title(self) -> str:
        """The device that will run the model; '' while it is not known yet."""
        if self.device != "auto":
            return self.device
        return self.inventory.devices[0] if self.inventory else ""

    def use(self, weights: str) -> None:
        """Pre-label with these weights (name or path) from now on."""
        self._messages.withdraw(TOPIC)
        self._settings.weights = weights

    def use_file(self, path: Path) -> None:
        """Pre-label with the weights in a file from now on, once they have been loaded: a file that
        holds none must not take the place of weights that do."""
        name = path.name

        def loaded(_model: object) -> None:
            self.use(str(path))
            self._messages.success(
                self.tr("{name} pre-labels from now on.").format(name=name), topic=TOPIC
            )

        task = Task(lambda _task: self._engine.load(str(path), "cpu"), self)
        task.succeeded.connect(loaded)
        task.failed.connect(lambda sentence: self._messages.error(sentence, topic=TOPIC))
        self._trials.start(task)

    def use_device(self, device: str) -> None:
        """Run the model on this device from now on."""
        self._settings.device = device

    def use_runtime(self, runtime: str) -> None:
        """Compute the model with this runtime from now on."""
        self._settings.runtime = runtime

    def use_mode(self, mode: str) -> None:
        """Pre-label in this mode from now on."""
        self._settings.mode = mode

    def refresh(self) -> None:
        """Read what there is, in a thread."""
        if self._task is not None:
            return
        self._task = Task(lambda _task: self._read(), self)
        self._task.succeeded.connect(self._take)
        self._task.failed.connect(self._failed)
        self._task.finished.connect(self._task.deleteLater)
        self._task.start()

    def shut_down(self) -> None:
        """Wait for the threads: the window closes."""
        task, self._task = self._task, None
        if task is not None:
            task.finish()
        self._trials.wait()

    def _read(self) -> ModelInventory:
        devices = self._engine.devices()
        defaults = {device: self._engine.default_weights(device) for device in devices}
        return ModelInventory(self._engine.weights(), devices, defaults)

    def _take(self, inventory: ModelInventory) -> None:
        self._task = None
        self.inventory = inventory
        keys = {choice.key for choice in inventory.weights}
        if self.weights and self.weights not in keys and not Path(self.weights).is_file():
            self._messages.warning(
                self.tr("The weights {old} are gone; {new} pre-labels instead.").format(
                    old=self.title, new=self.default
                ),
                topic=TOPIC,
            )
            self._settings.weights = ""
        self.inventoryChanged.emit()

    def _failed(self, sentence: str) -> None:
        self._task = None
        self._messages.error(sentence, topic=TOPIC)

    def _setting_changed(self, name: str) -> None:
        if name in ("weights", "device", "runtime", "mode"):
            self.changed.emit()
