"""How long and how fast fine-tuning learns unless told otherwise; needs no library."""

EPOCHS = 15
BATCH_SIZE = 16
LEARNING_RATE = 3e-4
