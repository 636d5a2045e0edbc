"""Train with several processes, on one machine or many: the same script, alone or under torchrun.

`join` finds the other processes, `spread` deals the model out among them, `train` trains with
checkpoints that survive `kill -9`, `evaluate` counts each sample once, `export_weights` writes one file. All of it is a thin layer
over torch.distributed, and each piece works without the others.

Source: <https://docs.pytorch.org/docs/stable/distributed.html>
"""

from hanli.deprecation import forward_old_names
from hanli.distributed.checkpoints import Checkpoints, find_complete_checkpoints
from hanli.distributed.evaluation import evaluate
from hanli.distributed.exporting import export_weights
from hanli.distributed.processes import ProcessFailedError, launch
from hanli.distributed.samplers import EvaluationSampler, TrainingSampler
from hanli.distributed.spreading import spread
from hanli.distributed.training import train
from hanli.distributed.world import World, join

__all__ = [
    "join",
    "World",
    "launch",
    "ProcessFailedError",
    "spread",
    "train",
    "evaluate",
    "TrainingSampler",
    "EvaluationSampler",
    "Checkpoints",
    "find_complete_checkpoints",
    "export_weights",
]

__getattr__ = forward_old_names(__name__, {"complete": "find_complete_checkpoints"})
