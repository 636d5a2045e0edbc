"""A thin training loop: what every run needs, done once and done right, and no more.

`fit` trains and validates; `evaluate` measures; `EarlyStopping`, `Checkpoint`, `EMA`, `ProgressBar` and the
logs are callbacks. A step costs a handful of Python calls more than the same loop written by hand. Whoever outgrows it
copies the loop: it is one page long.

Source: <https://docs.pytorch.org/tutorials/beginner/basics/optimization_tutorial.html>
"""

from hanli.batches import Loader, Loss, Split
from hanli.scoring import Metric
from hanli.train.averaging import EMA
from hanli.train.best_score import Mode, Monitor
from hanli.train.checkpoint import Checkpoint
from hanli.train.early_stopping import EarlyStopping
from hanli.train.history import Epoch, History, NonFiniteLossError, Scores
from hanli.train.logs import CSVLog, TensorBoardLog
from hanli.train.loop import Precision, evaluate, fit
from hanli.train.progress import ProgressBar
from hanli.train.run import Callback, PerStep, Run

__all__ = [
    "fit",
    "evaluate",
    "EarlyStopping",
    "Checkpoint",
    "EMA",
    "ProgressBar",
    "CSVLog",
    "TensorBoardLog",
    "Callback",
    "PerStep",
    "Run",
    "History",
    "Epoch",
    "Scores",
    "NonFiniteLossError",
    "Loss",
    "Loader",
    "Split",
    "Metric",
    "Precision",
    "Monitor",
    "Mode",
]
