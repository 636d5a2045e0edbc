"""Names of PyTorch, and names that people give, by which several checks know the same thing."""

from __future__ import annotations

import re

RECURRENT_LAYERS = re.compile(r"torch\.nn\.(LSTM|GRU|RNN)")
OPTIMIZERS = re.compile(r"torch\.optim\.[A-Z]\w*")
SCHEDULERS = re.compile(r"torch\.optim\.lr_scheduler\.[A-Z]\w*")
BATCH_SIZES = re.compile(r"(.*_)?(batch_?size|bs|bsz)(_.*)?")
GRAPH_CUTTING_METHODS = {"item", "detach", "numpy", "tolist"}
