"""A classifier for PyTorch Lightning that keeps what it promises (pattern CP-001).

`Classifier` brings the parts that every project writes again and gets wrong somewhere: groups for the weight
decay, a warm-up that reaches its target, metrics that count samples across batches and processes, and
hyperparameters from which a checkpoint can be loaded alone. `standard_callbacks` names checkpoints by their
score, stops early and records the learning rate. Devices, precision and processes belong to Lightning's `Trainer`.

A checkpoint of a `Classifier` holds numbers and names, no code: it names its network, and only what the program
itself registered by `network` under that name is called.

Source: <https://lightning.ai/docs/pytorch/stable/common/lightning_module.html>
"""

from __future__ import annotations

import logging
import math
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from pytorch_lightning import Callback, LightningModule, Trainer
from pytorch_lightning.callbacks import EarlyStopping, LearningRateMonitor, ModelCheckpoint
from torch import Tensor, nn
from torch.nn.parameter import UninitializedParameter
from torch.optim import AdamW, Optimizer
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR
from torchmetrics.classification import MulticlassAccuracy

from hanli.precision import FUSED_ADAMW_DEVICES

__all__ = ["Classifier", "RateMonitor", "network", "parameter_groups", "quiet", "standard_callbacks", "warmup_cosine"]

_NORM_LAYERS = (nn.LayerNorm, nn.RMSNorm)  # the weights of all other norms are vectors
_HARMLESS_WARNINGS = {
    "LeafSpec": "Lightning calls something that torch is about to rename",
    "does not have many workers": "small data in memory are served faster without workers",
    "GPU available but not used": "accelerator='cpu' was meant",
    "Checkpoint directory .* exists": "the folder was chosen, not met by accident",
    "Starting from v1.9.0, .*tensorboardX": "the logger falls back to files of comma-separated values",
}

_Builder = Callable[..., nn.Module]
_B = TypeVar("_B", bound=_Builder)
_BUILDERS: dict[str, _Builder] = {}


def network(builder: _B) -> _B:
    """Register a function (or class) that makes a network, under its own name; usable as a decorator.

    Args:
        builder: Takes plain arguments (numbers, texts, lists, dictionaries) and returns an `nn.Module`.

    Returns:
        The builder, unchanged.

    Raises:
        TypeError: It has no name, as a partial or an instance, or its name is `<lambda>`.
        ValueError: Another builder, of another module, has that name already.
    """
    name = getattr(builder, "__name__", "")
    if not callable(builder) or not name.isidentifier():
        raise TypeError(f"builder must be a function or class with a name, got {builder!r}")
    known = _BUILDERS.get(name)
    if known is not None and known.__module__ != builder.__module__:
        raise ValueError(f"builder must have a name of its own, got {name!r}, which {known.__module__} has taken")
    _BUILDERS[name] = builder
    return builder


class Classifier(LightningModule):
    """A network with loss, metrics, optimizer and schedule, to be trained by Lightning's `Trainer`.

    It logs `train/loss` once an epoch, and `val/loss`, `val/acc`, `test/loss`, `test/acc`: means over samples,
    whatever the sizes of the batches, and over all processes. A loss that is nan is logged as nan. Batches are
    pairs (inputs, targets), the targets classes of shape (N,) in int64.

    Its hyperparameters are all arguments, so `Classifier.load_from_checkpoint(path)` needs nothing else. Nothing in
    the file is run: it is read with `weights_only`, from an address on the web too, where Lightning's default is not.

    Args:
        builder: A function or class registered by `network`, or its name.
        arguments: What to call it with: None, booleans, numbers, texts, lists and dictionaries of those.
        num_classes: How many logits the network gives, at least 2.
        learning_rate: The rate after the warm-up.
        weight_decay: For the weights; norms and biases are spared, see `parameter_groups`.
        warmup: How many epochs (or steps) the rate grows before it is reached.
        interval: What the schedule counts, `"epoch"` or `"step"`.

    Attributes:
        net: The network itself, to be exported or used without Lightning.

    Raises:
        LookupError: No builder of that name is registered.
        TypeError: An argument of the network is not plain data.
        ValueError: A number is out of range.

    Source: <https://lightning.ai/docs/torchmetrics/stable/pages/lightning.html>
    """

    def __init__(
        self,
        builder: str | _Builder,
        arguments: Mapping[str, Any] | None = None,
        *,
        num_classes: int,
        learning_rate: float = 1e-3,
        weight_decay: float = 0.01,
        warmup: int = 0,
        interval: Literal["epoch", "step"] = "epoch",
    ) -> None:
        super().__init__()
        _check_numbers(num_classes, learning_rate, weight_decay, warmup, interval)
        name = builder if isinstance(builder, str) else getattr(builder, "__name__", repr(builder))
        make = _BUILDERS.get(name)
        if make is None or not (isinstance(builder, str) or make is builder):
            raise LookupError(
                f"builder must be registered in this program with @hanli.lightning.network, got {name!r};"
                f" registered: {', '.join(sorted(_BUILDERS)) or 'none'}"
            )
        arguments = dict(arguments or {})
        _check_plain(arguments, "arguments")
        self.save_hyperparameters(
            {
                "builder": name,
                "arguments": arguments,
                "num_classes": num_classes,
                "learning_rate": learning_rate,
                "weight_decay": weight_decay,
                "warmup": warmup,
                "interval": interval,
            }
        )
        self.net = make(**arguments)
        self.val_acc, self.test_acc = (MulticlassAccuracy(num_classes, average="micro") for _ in range(2))

    @classmethod
    def load_from_checkpoint(
        cls,
        checkpoint_path: Any,
        map_location: Any = None,
        hparams_file: Any = None,
        strict: bool | None = None,
        weights_only: bool | None = True,
        **kwargs: Any,
    ) -> Self:
        """Read a classifier back: Lightning's own method, except that it runs nothing in the file unless told to.

        Args:
            checkpoint_path: A path, an address, or an open file.
            map_location: The device to put it on, as for `torch.load`.
            hparams_file: As Lightning's own; not needed.
            strict: Whether the names of the weights must agree, as they do by default.
            weights_only: Whether to refuse everything but tensors and plain data.
            **kwargs: Arguments of the class that replace those in the file.

        Raises:
            LookupError: The file names a builder that is not registered.
            pickle.UnpicklingError: The file holds something other than tensors and plain data.
        """
        return super().load_from_checkpoint(
            checkpoint_path, map_location, hparams_file, strict, weights_only=weights_only, **kwargs
        )

    def forward(self, inputs: Tensor) -> Tensor:
        """The logits, (N, num_classes)."""
        logits: Tensor = self.net(inputs)
        return logits

    def training_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> Tensor:
        """The loss of a batch."""
        inputs, targets = batch
        loss = nn.functional.cross_entropy(self(inputs), targets)
        self.log("train/loss", loss, on_step=False, on_epoch=True, batch_size=len(targets), sync_dist=True)
        return loss

    def validation_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> None:
        """Count a batch of the validation set."""
        self._log_loss_and_accuracy(batch, "val", self.val_acc)

    def test_step(self, batch: tuple[Tensor, Tensor], batch_index: int) -> None:
        """Count a batch of the test set."""
        self._log_loss_and_accuracy(batch, "test", self.test_acc)

    def predict_step(self, batch: Tensor | tuple[Tensor, ...], batch_index: int = 0) -> Tensor:
        """The logits of a batch: of its inputs alone, or of the inputs of a pair, so that any loader will do."""
        logits: Tensor = self(batch[0] if isinstance(batch, tuple | list) else batch)
        return logits

    def _log_loss_and_accuracy(self, batch: tuple[Tensor, Tensor], part: str, acc: MulticlassAccuracy) -> None:
        """Log the loss of a batch, and count its hits."""
        inputs, targets = batch
        logits = self(inputs)
        loss = nn.functional.cross_entropy(logits, targets)
        # Not torchmetrics' MeanMetric: it leaves out batches that are nan, or, told not to, forgets their sizes.
        self.log(f"{part}/loss", loss, prog_bar=True, batch_size=len(targets), sync_dist=True)
        acc.update(logits, targets)
        self.log(f"{part}/acc", acc, prog_bar=True)

    def configure_optimizers(self) -> Any:
        """AdamW with `parameter_groups`, and `warmup_cosine` over the length of the run.

        Raises:
            ValueError: The Trainer has no end (`max_epochs=-1`), or the warm-up is not shorter than the run.
        """
        hparams = self.hparams
        total = self.trainer.max_epochs if hparams["interval"] == "epoch" else self.trainer.estimated_stepping_batches
        if total is None or not 0 < total < math.inf:
            raise ValueError(f"max_epochs must be given to the Trainer, which the cosine ends with, got {total}")
        # Clipping and the scaler of fp16 both want the unscaled gradients, which the fused kind does not show.
        fused = self.device.type in FUSED_ADAMW_DEVICES and self.trainer.precision != "16-mixed"
        groups = parameter_groups(self.net, hparams["weight_decay"])
        optimizer = AdamW(groups, lr=hparams["learning_rate"], fused=fused)
        scheduler = warmup_cosine(optimizer, hparams["warmup"], int(total))
        return {
            "optimizer": optimizer,
            "lr_scheduler": {"scheduler": scheduler, "interval": hparams["interval"], "name": "rate"},
        }


def parameter_groups(module: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Divide the parameters in two: those with weight decay, and norms, biases and vectors, without.

    A parameter is spared if it belongs to a norm layer, has "bias" in its own name, or has fewer than two
    dimensions. One that is shared counts once, and is spared if it is spared anywhere.

    Args:
        module: The network; frozen parameters are put into groups as well, so that they can be thawed later.
        weight_decay: For the first group, at least 0.

    Returns:
        Groups for an optimizer, named `"decay"` and `"no_decay"`, in the order of `module.named_parameters()`. Each
        parameter is in exactly one; an empty group is left out.

    Raises:
        ValueError: The weight decay is negative, or the module has no parameters, or one without a size yet.

    Source: <https://docs.pytorch.org/docs/stable/optim.html#per-parameter-options>
    """
    if not 0 <= weight_decay < math.inf:
        raise ValueError(f"weight_decay must be at least 0, got {weight_decay}")
    spared: set[int] = set()
    for layer in module.modules():
        for name, parameter in layer.named_parameters(recurse=False):
            if isinstance(parameter, UninitializedParameter):
                raise ValueError(f"module must know its sizes, got a lazy {type(layer).__name__}: run a batch first")
            if isinstance(layer, _NORM_LAYERS) or "bias" in name or parameter.ndim < 2:
                spared.add(id(parameter))
    parameters = list(module.parameters())
    if not parameters:
        raise ValueError("module must have at least one parameter, got none")
    decay = [parameter for parameter in parameters if id(parameter) not in spared]
    rest = [parameter for parameter in parameters if id(parameter) in spared]
    groups = [
        {"params": decay, "weight_decay": weight_decay, "name": "decay"},
        {"params": rest, "weight_decay": 0.0, "name": "no_decay"},
    ]
    return [group for group in groups if group["params"]]


def warmup_cosine(optimizer: Optimizer, warmup: int, total: int) -> SequentialLR:
    """Let the learning rate grow linearly, then fall along half a cosine.

    Epoch e of the warm-up (from 0) has (e + 1) / (warmup + 1) of the rate, epoch `warmup` has all of it, and epoch
    `total`, the first that is no longer trained, would have 0. Read "step" for "epoch" where it is stepped so.

    Args:
        optimizer: Its groups hold the full rates.
        warmup: The number of epochs with less than the full rate before the cosine, at least 0.
        total: The number of epochs of the whole run, more than `warmup`.

    Returns:
        The schedule, to be stepped after each epoch.

    Raises:
        ValueError: A number is out of range.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.SequentialLR.html>
    """
    if warmup < 0:
        raise ValueError(f"warmup must be at least 0, got {warmup}")
    if total <= warmup:
        raise ValueError(f"total must be more than warmup, {warmup}, got {total}")
    if warmup == 0:
        return SequentialLR(optimizer, [CosineAnnealingLR(optimizer, total)], milestones=[])
    growing = LinearLR(optimizer, start_factor=1 / (warmup + 1), total_iters=warmup)
    falling = CosineAnnealingLR(optimizer, T_max=total - warmup)
    return SequentialLR(optimizer, [growing, falling], milestones=[warmup])


class RateMonitor(LearningRateMonitor):
    """Lightning's LearningRateMonitor, which also works without a logger: `lrs` holds the rates in any case.

    With a logger, steps are recorded as often as it is written to (`log_every_n_steps` of the Trainer); without, all are.
    """

    def on_train_start(self, trainer: Trainer, *args: Any, **kwargs: Any) -> None:
        """Set the names up; Lightning's own raises here when there is no logger."""
        if trainer.loggers:
            super().on_train_start(trainer, *args, **kwargs)
        else:
            self.lrs = {}

    def on_train_batch_start(self, trainer: Trainer, *args: Any, **kwargs: Any) -> None:
        """Record the rate of a step; without a logger Lightning's own never takes its turn."""
        if trainer.loggers:
            super().on_train_batch_start(trainer, *args, **kwargs)
        elif self.logging_interval != "epoch":
            self._extract_stats(trainer, "step" if self.logging_interval is None else "any")


def standard_callbacks(
    folder: str | Path, monitor: str = "val/acc", mode: Literal["min", "max"] = "max", patience: int = 5
) -> list[Callback]:
    """The callbacks of an ordinary run: the best checkpoint and the last, early stopping, the learning rate.

    Args:
        folder: Where the checkpoints go: `epoch=3-acc=0.958.ckpt` for the best, `last.ckpt` for the last epoch.
        monitor: The metric to watch, by the name under which it is logged.
        mode: Whether more (`"max"`) or less (`"min"`) of it is better.
        patience: How many epochs without a better value end the run, at least 1.

    Returns:
        A `ModelCheckpoint`, an `EarlyStopping` and a `RateMonitor`, new at each call, for `Trainer(callbacks=…)`.

    Raises:
        ValueError: An argument is out of range.

    Source: <https://lightning.ai/docs/pytorch/stable/api/lightning.pytorch.callbacks.ModelCheckpoint.html>
    """
    if not monitor or set(monitor) & set("{}:!"):
        raise ValueError(f"monitor must be the name of a metric without braces, ':' and '!', got {monitor!r}")
    if mode not in ("min", "max"):
        raise ValueError(f"mode must be 'min' or 'max', got {mode!r}")
    if patience < 1:
        raise ValueError(f"patience must be at least 1, got {patience}")
    label = monitor.rpartition("/")[2]
    checkpoint = ModelCheckpoint(
        dirpath=folder,
        filename=f"epoch={{epoch}}-{label}={{{monitor}:.3f}}",
        auto_insert_metric_name=False,  # or the slash of the name would open a folder
        monitor=monitor,
        mode=mode,
        save_last=True,
    )
    return [checkpoint, EarlyStopping(monitor, mode=mode, patience=patience), RateMonitor(logging_interval="epoch")]


def quiet() -> None:
    """Silence Lightning's advice: messages below an error, and five known warnings; all others remain."""
    for name in ("pytorch_lightning", "lightning_fabric", "lightning.pytorch", "lightning.fabric"):
        logging.getLogger(name).setLevel(logging.ERROR)
    for pattern in _HARMLESS_WARNINGS:
        warnings.filterwarnings("ignore", message=f".*{pattern}")


def _check_numbers(num_classes: int, learning_rate: float, weight_decay: float, warmup: int, interval: str) -> None:
    """Refuse numbers out of range, naming the argument."""
    if num_classes < 2:
        raise ValueError(f"num_classes must be at least 2, got {num_classes}")
    if not 0 < learning_rate < math.inf:
        raise ValueError(f"learning_rate must be a number above 0, got {learning_rate}")
    if not 0 <= weight_decay < math.inf:
        raise ValueError(f"weight_decay must be at least 0, got {weight_decay}")
    if warmup < 0:
        raise ValueError(f"warmup must be at least 0, got {warmup}")
    if interval not in ("epoch", "step"):
        raise ValueError(f"interval must be 'epoch' or 'step', got {interval!r}")


def _check_plain(value: object, place: str) -> None:
    """Only what any program can read back: no objects, and so no code, gets into a checkpoint."""
    if value is None or type(value) in (bool, int, float, str):
        return
    if type(value) is list:
        for index, item in enumerate(value):
            _check_plain(item, f"{place}[{index}]")
    elif type(value) is dict:
        for key, item in value.items():
            if type(key) is not str:
                raise TypeError(f"{place} must have texts as keys, got {key!r}")
            _check_plain(item, f"{place}[{key!r}]")
    else:
        raise TypeError(f"{place} must be plain data (numbers, texts, lists, dictionaries), got {type(value).__name__}")
