"""How a run ends, for whoever waits for it: what is said, and what its buttons do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from app.messages import Level, MessageAction, Messages
from app.translation import translate
from app.workflows.left_out import LeftOut
from app.workflows.open_match import OpenMatch
from app.workflows.prelabel_queue import Order, OrderQueue
from app.workflows.prelabel_words import (
    answered_text,
    batch_text,
    differing_text,
    left_out_text,
    stopped_text,
    waiting_text,
)

log = logging.getLogger(__name__)

TOPIC = "pre-label"
REVIEW_TOPIC = "pre-labelled"
"""Of a message that offers the review and nothing else."""
BATCH_TOPIC = "pre-label matches"


@dataclass(frozen=True)
class Ended:
    """A run that has come to its end."""

    order: Order
    here: bool
    """Whether its match is on screen."""
    project: Path | None
    """Where it was found."""
    weights_failed: bool = False
    """Whether it failed because its weights cannot be loaded."""


class Endings:
    """Tells of the end of each run, and of several asked for at once."""

    def __init__(
        self,
        open_match: OpenMatch,
        messages: Messages,
        left_out: LeftOut,
        queue: OrderQueue,
        go_on_with: Callable[[list[Order]], None],
        anew: Callable[[], None],
        use_shipped: Callable[[], None],
    ) -> None:
        """Args:
        go_on_with: carries orders out once more.
        anew: answers the match on screen again.
        use_shipped: pre-labels with weights that ship from now on.
        """
        self._open_match = open_match
        self._messages = messages
        self._left_out = left_out
        self._queue = queue
        self._go_on_with = go_on_with
        self._anew = anew
        self._use_shipped = use_shipped
        self.then_review: Callable[[], object] | None = None
        """What the button on the closing message does."""

    def failed(self, ended: Ended, sentence: str) -> None:
        """It came to grief."""
        order, batch = ended.order, self._queue.batch
        if order.batched and batch is not None:
            log.warning("pre-labelling of %s failed: %s", order.path, sentence)
            batch.failed.append((order, sentence))
            batch.weights_failed = ended.weights_failed
            return
        text = sentence if ended.here or ended.weights_failed else f"{order.name}: {sentence}"
        self._messages.error(text, *self._once_more([order], ended.weights_failed), topic=TOPIC)

    def stopped(self, ended: Ended, done: int, total: int) -> None:
        """A person stopped it, and all that waited."""
        order, others = ended.order, self._queue.take_cancelled()
        go_on = self._again(translate("Prelabel", "Go on"), [order, *others])
        if others:
            text = f"{stopped_text(done, total, order.name)} {waiting_text(len(others))}"
            self._offer_rest(text, go_on)
        else:
            text = stopped_text(done, total, "" if ended.here else order.name)
            self._messages.info(text, go_on, topic=TOPIC if ended.here else BATCH_TOPIC)

    def nothing_left(self, ended: Ended, weights: str) -> None:
        """The weights of that name had answered all of it before."""
        if self._counts(ended.order) or not ended.here:
            return
        text = translate("Prelabel", "{weights} has answered every frame already.")
        again = MessageAction(translate("Prelabel", "Pre-label again"), self._anew)
        self._messages.info(text.format(weights=weights), again, topic=TOPIC)

    def completed(self, ended: Ended, frames: int, took: float, differing: int = 0) -> None:
        """It has answered so many frames, in so many seconds; so many say something else than
        before."""
        order, whole = ended.order, ended.order.frames is None
        self._counts(order)
        text = answered_text(frames, order.frames, took)
        if ended.here:
            left_out = self._left_out.guess() if whole else 0
            if differing and whole:
                text += " " + differing_text(differing)
            actions = []
            if self.then_review is not None:
                actions.append(MessageAction(translate("Prelabel", "Review"), self.then_review))
            if left_out:
                text += " " + left_out_text(left_out)
                keep = translate("Prelabel", "Keep them in")
                actions.append(MessageAction(keep, self._left_out.keep_in))
            self._messages.success(text, *actions, topic=TOPIC if left_out else REVIEW_TOPIC)
        elif ended.project is not None:
            if whole:
                self._left_out.guess_in(ended.project)
            if not order.batched:
                open_it = partial(self._open_match.open, ended.project)
                show = MessageAction(translate("Prelabel", "Open it"), open_it)
                self._messages.success(f"{order.name}: {text}", show, topic=TOPIC)

    def all_done(self) -> None:
        """Nothing waits any more: tell how several went."""
        left = self._queue.take_cancelled()
        if left:
            # Cancelled in the moment in which the run came to its end.
            go_on = self._again(translate("Prelabel", "Go on"), left)
            self._offer_rest(waiting_text(len(left)), go_on)
        batch = self._queue.take_batch()
        if batch is None:
            return
        text = batch_text(batch)
        if not batch.failed:
            self._messages.success(text, topic=BATCH_TOPIC, lasting=True)
            return
        failed = [order for order, _ in batch.failed]
        self._messages.warning(
            text, *self._once_more(failed, batch.weights_failed), topic=BATCH_TOPIC
        )

    def _counts(self, order: Order) -> bool:
        """Count a run that is done, if it is one of several; whether it is."""
        if not order.batched or self._queue.batch is None:
            return False
        self._queue.batch.done += 1
        return True

    def _offer_rest(self, text: str, go_on: MessageAction) -> None:
        """Several matches are left, whichever is on screen and however long nobody looks."""
        self._messages.post(Level.INFO, text, go_on, topic=BATCH_TOPIC, lasting=True)

    def _once_more(self, failed: list[Order], weights_failed: bool) -> list[MessageAction]:
        """What to do about orders that failed; where the weights cannot be loaded, each would fail
        again with those."""
        again = self._again(translate("Prelabel", "Try again"), failed)
        if not weights_failed:
            return [again]
        go_on = again.run

        def go_on_with_shipped() -> None:
            self._use_shipped()
            go_on()

        shipped = MessageAction(
            translate("Prelabel", "Go on with shipped weights"), go_on_with_shipped
        )
        return [shipped, again]

    def _again(self, text: str, orders: list[Order]) -> MessageAction:
        """A button that asks for what ended once more; what is answered is not done again."""
        orders = [replace(order, anew=False, paused=False) for order in orders]
        return MessageAction(text, partial(self._go_on_with, orders))
