"""The layers that `hanli.builder` brings along. Importing this module registers them."""

from __future__ import annotations

from collections import OrderedDict
from typing import Annotated, Literal, Self

import torch
from pydantic import Field, model_validator
from torch import Tensor, nn

from hanli.builder.registry import IMAGE, SEQUENCE, VECTOR, Activation, Layer, Norm, Rate, Shape, Size, register

_ACTIVATIONS: dict[str, type[nn.Module]] = {
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "leaky_relu": nn.LeakyReLU,
    "none": nn.Identity,
    "relu": nn.ReLU,
    "sigmoid": nn.Sigmoid,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
}


def make_norm(kind: str, shape: Shape) -> nn.Module:
    """A normalization of (N, *shape). `layer` normalizes all of an image, or each vector; scales belong to channels."""
    if kind == "batch":
        return nn.BatchNorm2d(shape[0]) if len(shape) == 3 else nn.BatchNorm1d(shape[0])
    return nn.GroupNorm(1, shape[0]) if len(shape) == 3 else nn.LayerNorm(shape[-1])


def _make_sequential(**parts: nn.Module | None) -> nn.Sequential:
    """The parts that are there, one after the other, under their names."""
    return nn.Sequential(OrderedDict((name, part) for name, part in parts.items() if part is not None))


def _make_following_layers(
    norm: Norm, activation: Activation, dropout: float, shape: Shape
) -> dict[str, nn.Module | None]:
    """What may follow a convolution or a linear layer, in this order."""
    return {
        "norm": None if norm == "none" else make_norm(norm, shape),
        "activation": None if activation == "none" else _ACTIVATIONS[activation](),
        "dropout": nn.Dropout(dropout) if dropout else None,
    }


@register("conv2d")
class Conv2d(Layer):
    """A convolution; norm, activation and dropout may follow it, in this order.

    (channels, height, width) becomes (`channels`, …); with padding `same` and stride 1, height and width stay.
    """

    channels: Size
    kernel: Size = 3
    stride: Size = 1
    padding: Literal["same", "none"] = "same"
    norm: Norm = "none"
    activation: Activation = "none"
    dropout: Rate = 0.0

    @model_validator(mode="after")
    def _check_kernel_is_odd(self) -> Self:
        """Refuse an even kernel where the padding must keep the size."""
        if self.padding == "same" and self.kernel % 2 == 0:
            raise ValueError(f"kernel {self.kernel} is even, so it cannot be centred: make it odd or set padding: none")
        return self

    def build(self, shape: Shape) -> nn.Module:
        """A convolution for (N, channels, height, width)."""
        if len(shape) != 3:
            self.refuse(IMAGE, "put it before what flattens")
        padding = self.kernel // 2 if self.padding == "same" else 0
        if min(shape[1:]) + 2 * padding < self.kernel:
            self.refuse(f"{IMAGE} of at least {self.kernel} each way", "use a smaller kernel, or pool less before it")
        bias = self.norm != "batch"  # which would take it out again
        convolution = nn.Conv2d(shape[0], self.channels, self.kernel, self.stride, padding, bias=bias)
        after = _make_following_layers(self.norm, self.activation, self.dropout, (self.channels, *shape[1:]))
        return _make_sequential(conv=convolution, **after)


@register("linear")
class Linear(Layer):
    """A fully connected layer; norm, activation and dropout may follow it, in this order.

    (features,) becomes (`features`,); of a sequence, each step is treated alike.
    """

    features: Size
    norm: Norm = "none"
    activation: Activation = "none"
    dropout: Rate = 0.0

    def build(self, shape: Shape) -> nn.Module:
        """A linear layer for (N, features) or (N, steps, features)."""
        if len(shape) > 2:
            self.refuse(f"{VECTOR} or {SEQUENCE}", "put a flatten or a global_pooling before it")
        if len(shape) == 2 and self.norm == "batch":
            self.refuse(VECTOR, "norm: batch does not suit a sequence, norm: layer does")
        linear = nn.Linear(shape[-1], self.features, bias=self.norm != "batch")
        return _make_sequential(
            linear=linear,
            **_make_following_layers(self.norm, self.activation, self.dropout, (*shape[:-1], self.features)),
        )


class SelfAttention(nn.Module):
    """Every step looks at every step, or only at those before it.

    Args:
        features: The width of a step.
        heads: A divisor of `features`.
        dropout: The part of the attention that is dropped while training.
        causal: Whether no step sees a later one.
        residual: Whether to normalize first, and to add what arrived at the end.
    """

    def __init__(self, features: int, heads: int, dropout: float, causal: bool, residual: bool) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(features) if residual else nn.Identity()
        self.attention = nn.MultiheadAttention(features, heads, dropout, batch_first=True)
        self.causal = causal
        self.residual = residual

    def forward(self, x: Tensor) -> Tensor:
        """(N, T, F) to (N, T, F)."""
        steps = x.shape[1]
        mask = torch.ones(steps, steps, dtype=torch.bool, device=x.device).triu(1) if self.causal else None
        normed = self.norm(x)
        mixed: Tensor = self.attention(normed, normed, normed, attn_mask=mask, need_weights=False)[0]
        return x + mixed if self.residual else mixed

    def extra_repr(self) -> str:
        """What the parts do not show."""
        return f"heads={self.attention.num_heads}, dropout={self.attention.dropout}, causal={self.causal}"


@register("attention")
class Attention(Layer):
    """Self-attention over the steps of a sequence; the shape stays. With `residual`, x + attention(norm(x))."""

    heads: Size = 1
    causal: bool = False
    residual: bool = True
    dropout: Rate = 0.0

    def build(self, shape: Shape) -> nn.Module:
        """Attention for (N, steps, features)."""
        if len(shape) != 2:
            self.refuse(SEQUENCE, "put a sequence before it" if len(shape) == 3 else "")
        if shape[1] % self.heads:
            self.refuse(
                f"{SEQUENCE} whose features {self.heads} heads can share", "change heads or the width before it"
            )
        return SelfAttention(shape[1], self.heads, self.dropout, self.causal, self.residual)


@register("sequence")
class ImageToSequence(Layer):
    """Turn an image into a sequence, each place a step: (channels, height, width) to (height · width, channels).

    With `positions`, learned numbers are added to each step. Without them attention cannot tell the places apart.
    """

    positions: bool = True

    def build(self, shape: Shape) -> nn.Module:
        """The rearrangement of (N, channels, height, width)."""
        if len(shape) != 3:
            self.refuse(IMAGE, "it turns an image into steps")
        return ImageSteps(shape[1] * shape[2], shape[0], self.positions)


class ImageSteps(nn.Module):
    """An image as steps; see `ImageToSequence`."""

    def __init__(self, steps: int, features: int, positions: bool) -> None:
        super().__init__()
        self.positions = nn.Parameter(torch.empty(steps, features)) if positions else None
        if self.positions is not None:
            nn.init.normal_(self.positions, std=0.02)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to (N, H·W, C)."""
        steps = x.flatten(2).transpose(1, 2)
        return steps if self.positions is None else steps + self.positions


class ResidualBlock(nn.Module):
    """Two convolutions of 3×3, and what arrived added to what they give, as in a ResNet.

    Args:
        inputs: The channels that arrive.
        outputs: The channels that leave.
        stride: Of the first convolution, and of the shortcut.
        norm: Which normalization, by its name in configurations.
        activation: Which activation, by its name in configurations.

    Source: <https://arxiv.org/abs/1512.03385>
    """

    def __init__(self, inputs: int, outputs: int, stride: int, norm: str, activation: str) -> None:
        super().__init__()
        shape = (outputs, 1, 1)
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False),
            make_norm(norm, shape),
            _ACTIVATIONS[activation](),
            nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False),
            make_norm(norm, shape),
        )
        same = inputs == outputs and stride == 1
        shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), make_norm(norm, shape))
        self.shortcut = nn.Identity() if same else shortcut
        self.activation = _ACTIVATIONS[activation]()

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to (N, outputs, ⌈H / stride⌉, ⌈W / stride⌉)."""
        out: Tensor = self.activation(self.body(x) + self.shortcut(x))
        return out


@register("residual_block")
class ResidualBlocks(Layer):
    """A number of residual blocks; the first takes the stride, and adapts the channels where it must."""

    channels: Size
    num_blocks: Annotated[int, Field(ge=1, le=64)] = 1
    stride: Size = 1
    norm: Literal["batch", "layer"] = "batch"
    activation: Activation = "relu"

    def build(self, shape: Shape) -> nn.Module:
        """The blocks for (N, channels, height, width)."""
        if len(shape) != 3:
            self.refuse(IMAGE, "put it before what flattens")
        return nn.Sequential(
            ResidualBlock(shape[0], self.channels, self.stride, self.norm, self.activation),
            *(
                ResidualBlock(self.channels, self.channels, 1, self.norm, self.activation)
                for _ in range(self.num_blocks - 1)
            ),
        )


@register("pooling")
class Pooling(Layer):
    """The largest or the mean of each window; windows do not overlap, and what fills none is left out."""

    kind: Literal["max", "mean"] = "max"
    kernel: Size = 2

    def build(self, shape: Shape) -> nn.Module:
        """Pooling for (N, channels, height, width)."""
        if len(shape) != 3:
            self.refuse(IMAGE, "global_pooling takes sequences" if len(shape) == 2 else "put it before what flattens")
        if min(shape[1:]) < self.kernel:
            self.refuse(f"{IMAGE} of at least {self.kernel} each way", "pool less often, or use global_pooling")
        return nn.MaxPool2d(self.kernel) if self.kind == "max" else nn.AvgPool2d(self.kernel)


@register("global_pooling")
class GlobalPooling(Layer):
    """The largest or the mean of each channel over all places, or of each feature over all steps: gives a vector."""

    kind: Literal["max", "mean"] = "mean"

    def build(self, shape: Shape) -> nn.Module:
        """The reduction of (N, channels, height, width) or (N, steps, features)."""
        if len(shape) < 2:
            self.refuse(f"{IMAGE} or {SEQUENCE}", "a vector has nothing left to pool")
        return GlobalReduction(self.kind)


class GlobalReduction(nn.Module):
    """All places of an image, or all steps of a sequence, in one; see `GlobalPooling`."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C), (N, T, F) to (N, F)."""
        dimensions = (2, 3) if x.ndim == 4 else (1,)
        return x.amax(dimensions) if self.kind == "max" else x.mean(dimensions)

    def extra_repr(self) -> str:
        """Which reduction."""
        return self.kind


@register("norm")
class Normalization(Layer):
    """A normalization; the shape stays. `batch` suits images and vectors, `layer` all."""

    kind: Literal["batch", "layer"] = "batch"

    def build(self, shape: Shape) -> nn.Module:
        """The normalization of (N, *shape)."""
        if self.kind == "batch" and len(shape) == 2:
            self.refuse(f"{IMAGE} or {VECTOR}", "kind: batch does not suit a sequence, kind: layer does")
        return make_norm(self.kind, shape)


@register("activation")
class ActivationLayer(Layer):
    """An activation; the shape stays."""

    kind: Activation = "relu"

    def build(self, shape: Shape) -> nn.Module:
        """The activation of any tensor."""
        return _ACTIVATIONS[self.kind]()


@register("dropout")
class DropoutLayer(Layer):
    """Dropout; the shape stays."""

    rate: Rate = 0.5

    def build(self, shape: Shape) -> nn.Module:
        """Dropout of any tensor."""
        return nn.Dropout(self.rate)


@register("flatten")
class Flatten(Layer):
    """All numbers of a sample in one row: gives a vector."""

    def build(self, shape: Shape) -> nn.Module:
        """(N, …) to (N, features)."""
        return nn.Flatten()
