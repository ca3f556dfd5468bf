"""Settings that leave samples as they are, for tests of one change alone."""

from __future__ import annotations

from tracker.training.augment import AugmentConfig

NO_AUGMENTATION = AugmentConfig(0, 0, 0, 0, 0, 0, 0, 0, 0, rotate=0, still=0)
