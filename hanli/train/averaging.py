"""An average of the weights over the steps, which is what validation measures and what is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import get_ema_multi_avg_fn

from hanli.state_dicts import get_plain_name
from hanli.train.run import Callback, Run

_STATISTICS = ("running_mean", "running_var")
_LOW_PRECISION = (torch.float16, torch.bfloat16)


class EMA(Callback):
    """An exponential moving average of the weights; validation is measured with it.

    After each step the average becomes `decay` times itself plus `1 - decay` times the weights; it begins with the
    weights after the first step, as `torch.optim.swa_utils.AveragedModel` does. It looks back over about
    `1 / (1 - decay)` steps, so take a smaller `decay` for a run that is not much longer. Training goes on with its
    own weights, of which validation changes no bit. `best.pt` of `Checkpoint` and the best weights of
    `EarlyStopping` are averages, and so is what the model holds after `fit`; `last.pt` holds both. In a callback
    of your own, the model has the average inside `with run.averaged():`, and in `before_validation`.

    Averaged are the parameters that the optimizer holds, in float32 at least. Of the buffers only `running_mean`
    and `running_var` are averaged, as BatchNorm has them; others are used as they are. It is called before all
    other callbacks, wherever it stands in the list.

    Args:
        decay: From 0 to below 1; 0 keeps the last weights.

    Raises:
        ValueError: `decay` is out of range or not that of the run to be continued, or there are two EMA.

    Source: <https://docs.pytorch.org/docs/stable/optim.html#weight-averaging-swa-and-ema>
    """

    def __init__(self, decay: float = 0.999) -> None:
        if not 0 <= decay < 1:
            raise ValueError(f"decay must be a number from 0 to below 1, got {decay}")
        self.decay = decay
        self._update = get_ema_multi_avg_fn(decay)  # type: ignore[no-untyped-call]
        self._places: dict[str, tuple[nn.Module, str]] = {}  # what is averaged: by plain name, its module and attribute
        self._averages: dict[str, Tensor] = {}
        self._find_places: Callable[[], dict[str, tuple[nn.Module, str]]] = dict
        self._own: dict[str, Tensor] | None = None  # copies of the model's own, while it holds the averages

    def before_fit(self, run: Run) -> None:
        """Begin anew, and let the others know how to get at the averages."""
        if run.averaged is not nullcontext:
            raise ValueError("callbacks must hold one EMA at most, got two")
        run.averaged = self._averaged
        self._averages, self._own = {}, None
        self._find_places = partial(_find_places, run)
        self._places = self._find_places()

    def before_epoch(self, run: Run) -> None:
        """Look again what is trained; what is no longer there is forgotten. Within an epoch it is as at its start."""
        if run.position.batches:  # a resumed run
            return
        self._places = _find_places(run)
        self._averages = {
            name: average
            for name, average in self._averages.items()
            if name in self._places and self._get(name).shape == average.shape
        }

    def after_step(self, run: Run) -> None:
        """Move each average towards its weights; new weights begin theirs."""
        if self._averages:
            weights = [_widen(self._get(name)) for name in self._averages]
            self._update(list(self._averages.values()), weights, None)
        if len(self._averages) < len(self._places):
            new = [name for name in self._places if name not in self._averages]
            self._averages |= {name: _widen(self._get(name)).clone() for name in new}

    def before_validation(self, run: Run) -> None:
        """Put the averages into the model."""
        self._put_averages()

    def after_validation(self, run: Run) -> None:
        """Put the model's own weights back."""
        self._put_own()

    def after_fit(self, run: Run) -> None:
        """Leave the averages in the model."""
        self._put_averages()
        self._own = None

    def on_error(self, run: Run, error: BaseException) -> None:
        """Put the model's own weights back, should the error have come within validation."""
        self._put_own()

    def state_dict(self) -> dict[str, Any]:
        """The averages, by plain names."""
        return {"decay": self.decay, "averages": self._averages}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on averaging from there."""
        if state["decay"] != self.decay:
            raise ValueError(f"decay must be as in the run to be continued, {state['decay']}, got {self.decay}")
        places = self._find_places()  # the optimizer may have got groups
        self._places = {name: place for name, place in places.items() if name in state["averages"]}
        self._averages = {
            name: average.to(self._get(name).device, copy=True)
            for name, average in state["averages"].items()
            if name in self._places
        }

    @contextmanager
    def _averaged(self) -> Iterator[None]:
        """The averages in the model inside, its own weights afterwards; within validation they are there already."""
        if self._own is not None:
            yield
            return
        try:
            self._put_averages()
            yield
        finally:
            self._put_own()

    def _put_averages(self) -> None:
        """Copy the averages into the model, after its own weights have been copied."""
        self._own = {name: self._get(name).clone() for name in self._averages}
        for name, average in self._averages.items():
            self._get(name).copy_(average)

    def _put_own(self) -> None:
        """Copy the model's own weights back, if it does not hold them."""
        for name, own in (self._own or {}).items():
            self._get(name).copy_(own)
        self._own = None

    def _get(self, name: str) -> Tensor:
        """A weight of the model as it is now, since a module may put a new tensor in its place; detached."""
        module, attribute = self._places[name]
        weight: Tensor = getattr(module, attribute)
        return weight.detach()


def _find_places(run: Run) -> dict[str, tuple[nn.Module, str]]:
    """What is averaged: parameters that the optimizer holds, each once, and running statistics."""
    held = {id(parameter) for group in run.optimizer.param_groups for parameter in group["params"]}
    found = [name for name, parameter in run.model.named_parameters() if id(parameter) in held]
    for name, buffer in run.model.named_buffers():
        if name.rpartition(".")[2] in _STATISTICS and buffer.is_floating_point():
            found.append(name)
    places = {name: name.rpartition(".") for name in found}
    return {get_plain_name(name): (run.model.get_submodule(path), own) for name, (path, _, own) in places.items()}


def _widen(weight: Tensor) -> Tensor:
    """A tensor in a precision in which small changes are not lost."""
    return weight.float() if weight.dtype in _LOW_PRECISION else weight
