"""LoRA: a trained network stays frozen, and each chosen linear layer learns a change of low rank beside its weight.

The weight of a layer becomes W + (alpha / rank) · B·A. Only A and B are trained, and B is zero at first, so that the network
computes what it did. `merge_lora` writes the change into W, after which the network is as fast as before.

Source: <https://arxiv.org/abs/2106.09685> (Hu et al., 2021)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from hanli.models.arguments import check_share


class LoRALinear(nn.Module):
    """A frozen linear layer with a change of low rank that is trained.

    Args:
        base: The layer, of shape (out, in). Its parameters are frozen in place.
        rank: The number of rows of A and of columns of B, from 1 to the smaller of `in` and `out`.
        alpha: The change is multiplied by alpha / rank; by default alpha is the rank.
        dropout: The share of the input that A does not see in training.

    Attributes:
        lora_a: A, of shape (rank, in), drawn as `nn.Linear` draws its weight.
        lora_b: B, of shape (out, rank), zero at first.

    Raises:
        TypeError: `base` is no `nn.Linear`.
        ValueError: `rank`, `alpha` or `dropout` is out of range.
    """

    def __init__(self, base: nn.Linear, rank: int, alpha: float | None = None, dropout: float = 0.0) -> None:
        super().__init__()
        _check("base", base, rank, alpha, dropout)
        self.base = base.requires_grad_(False)
        self.scale = (rank if alpha is None else alpha) / rank
        self.dropout = nn.Dropout(dropout)
        self.lora_a = nn.Parameter(base.weight.new_empty(rank, base.in_features))
        self.lora_b = nn.Parameter(base.weight.new_zeros(base.out_features, rank))
        nn.init.kaiming_uniform_(self.lora_a, a=math.sqrt(5))

    def forward(self, x: Tensor) -> Tensor:
        """Compute (…, out) from (…, in)."""
        change = self.dropout(x) @ self.lora_a.mT @ self.lora_b.mT  # (…, out)
        output: Tensor = self.base(x) + self.scale * change
        return output

    @property
    def weight(self) -> Tensor:
        """The weight with its change, (out, in): what layers such as `nn.MultiheadAttention` read instead of calling."""
        return self.base.weight + self.scale * self.lora_b @ self.lora_a

    @property
    def bias(self) -> Tensor | None:
        """The bias of the layer, (out,)."""
        return self.base.bias

    @torch.no_grad()
    def merge(self) -> nn.Linear:
        """Write the change into the layer and return it, frozen; this module is of no use afterwards."""
        self.base.weight.copy_(self.weight)
        return self.base


def add_lora(
    model: nn.Module, rank: int, targets: Sequence[str], alpha: float | None = None, dropout: float = 0.0
) -> list[str]:
    """Freeze a network and give the linear layers with certain names a change of low rank, in place.

    Args:
        model: Any network. All of its parameters are frozen.
        rank: As for `LoRALinear`.
        targets: The ends of the layers' names: `query` stands for every `….query`, `layers.0.attention.query` for one.
        alpha: As for `LoRALinear`.
        dropout: As for `LoRALinear`.

    Returns:
        The names of the layers that were changed, in the order of the network.

    Raises:
        TypeError: `targets` is one string, or names a module that is no linear layer.
        ValueError: There is no target, or one matches nothing; a layer or its weight stands in several places of the network,
            so that a change would reach all of them; the network has LoRA already; a number is out of range; or `dropout` is
            asked for in `nn.MultiheadAttention`, which reads the weight and calls no layer. Nothing was changed.
    """
    if isinstance(targets, str):
        raise TypeError(f"targets is the string {targets!r}: allowed is a list of names, such as [{targets!r}]")
    if any(isinstance(module, LoRALinear) for module in model.modules()):
        raise ValueError("model has LoRA already: merge_lora(model) first")
    if not targets:
        raise ValueError("targets is empty: name at least one linear layer")
    found = {name: module for name, module in model.named_modules() if name and _ends_with(name, targets)}
    for target in targets:
        if not any(_ends_with(name, [target]) for name in found):
            linear = [name for name, module in model.named_modules() if isinstance(module, nn.Linear)]
            raise ValueError(f"targets: no module is called {target!r}; the linear layers are {linear[:8]}")
    for name, module in found.items():
        _check(f"targets: {name}", module, rank, alpha, dropout)
        _check_place(model, name, dropout)
    changed = {name: LoRALinear(module, rank, alpha, dropout) for name, module in found.items()}
    model.requires_grad_(False)
    for name, layer in changed.items():
        layer.train(model.training)
        layer.lora_a.requires_grad_()
        layer.lora_b.requires_grad_()
        _replace(model, name, layer)
    return list(changed)


def merge_lora(model: nn.Module) -> int:
    """Write each change into its layer and put the plain layers back, in place.

    Returns:
        How many layers were merged. All parameters stay frozen.

    Raises:
        ValueError: The network has no LoRA.
    """
    layers = _named_lora(model)
    if not layers:
        raise ValueError("model has no LoRA: add_lora(model, …) first")
    for name, layer in layers.items():
        _replace(model, name, layer.merge())
    return len(layers)


def lora_state_dict(model: nn.Module) -> dict[str, Tensor]:
    """The matrices A and B of a network and nothing else: what has to be saved.

    Raises:
        ValueError: The network has no LoRA.
    """
    state = {name: tensor for name, tensor in model.state_dict().items() if _is_lora(name)}
    if not state:
        raise ValueError("model has no LoRA: add_lora(model, …) first")
    return state


def load_lora_state_dict(model: nn.Module, state: Mapping[str, Tensor]) -> None:
    """Load matrices A and B into a network to which `add_lora` gave the same layers, rank and alpha.

    The state does not hold alpha; with another one the network computes something else.

    Raises:
        ValueError: Names are missing or strange; nothing was loaded.
        RuntimeError: A matrix has another shape.
    """
    wanted = lora_state_dict(model)
    missing, strange = sorted(wanted.keys() - state.keys()), sorted(state.keys() - wanted.keys())
    if missing or strange:
        raise ValueError(
            f"state: missing are {missing[:4]}, strange are {strange[:4]}: use the targets it was made with"
        )
    model.load_state_dict(dict(state), strict=False)


def _check(name: str, base: nn.Module, rank: int, alpha: float | None, dropout: float) -> None:
    """Refuse what cannot be given a change of that rank."""
    if not isinstance(base, nn.Linear):
        raise TypeError(f"{name} is {type(base).__name__}: allowed are nn.Linear layers")
    largest = min(base.in_features, base.out_features)
    if not 1 <= rank <= largest:
        raise ValueError(f"rank is {rank}: allowed are 1 to {largest}, the smaller side of the weight ({name})")
    if alpha is not None and not 0 < alpha < math.inf:
        raise ValueError(f"alpha is {alpha}: allowed is a positive number")
    check_share("dropout", dropout)


def _check_place(model: nn.Module, name: str, dropout: float) -> None:
    """Refuse a layer that stands in several places, whose weight others use, or whose dropout would be passed over."""
    layer, parent = model.get_submodule(name), model.get_submodule(name.rpartition(".")[0])
    places = [other for other, module in model.named_modules(remove_duplicate=False) if module is layer]
    if len(places) > 1:
        raise ValueError(f"targets: {places} are one layer: LoRA cannot change one of them alone")
    tied = [other for other, p in model.named_parameters(remove_duplicate=False) if p is layer.weight]
    if len(tied) > 1:
        raise ValueError(f"targets: {tied} are one tensor: merging would change all of them")
    if dropout and isinstance(parent, nn.MultiheadAttention):
        raise ValueError(f"dropout is {dropout}: {name} is read and not called, so allowed is 0")


def _ends_with(name: str, targets: Sequence[str]) -> bool:
    """Whether a module's name is one of the targets, or ends in one after a dot."""
    return any(name == target or name.endswith(f".{target}") for target in targets)


def _is_lora(name: str) -> bool:
    """Whether a name of the state is that of A or B."""
    return name.rpartition(".")[2] in {"lora_a", "lora_b"}


def _named_lora(model: nn.Module) -> dict[str, LoRALinear]:
    """The layers with LoRA by their names."""
    return {name: module for name, module in model.named_modules() if isinstance(module, LoRALinear)}


def _replace(model: nn.Module, name: str, module: nn.Module) -> None:
    """Put a module in the place of another."""
    parent, _, last = name.rpartition(".")
    setattr(model.get_submodule(parent), last, module)
