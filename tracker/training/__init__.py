"""Training: labelled clips → augmented windows → loop → weights with proof."""
