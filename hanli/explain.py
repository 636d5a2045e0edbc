"""See where in a picture a network finds what it says: heat maps by Grad-CAM.

A map tells where the evidence for one class lies. It does not tell whether the evidence is good.

Source: <https://arxiv.org/abs/1610.02391> (Selvaraju et al., 2017)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from hanli.modes import evaluating


def grad_cam(
    model: nn.Module, layer: nn.Module, images: Tensor, targets: Tensor | Sequence[int] | None = None
) -> Tensor:
    """Compute one Grad-CAM heat map for each image.

    The channels of `layer` are weighted by the mean gradient of the class score and summed; what
    counts against the class is cut off, the rest is enlarged to the size of the images.

    The model is left as it was: it works in evaluation mode meanwhile, then every module returns
    to its own mode; hooks are removed, after an error too; the `.grad` of parameters is neither
    used nor changed. Frozen parameters, `no_grad` and `inference_mode` around the call do no harm.

    Args:
        model: A classifier that turns (B, C, H, W) into scores before the softmax, (B, classes).
        layer: The module of `model` to look into, used once in a forward pass, with an output of
            (B, channels, h, w). Customary is the last one that still has a height and a width.
        images: A batch prepared as the model expects it, (B, C, H, W), on the model's device.
        targets: The class to explain for each image, (B,). None, the default, explains the class
            with the highest score.

    Returns:
        The heat maps, (B, H, W) in float32, on the device of the images and without a graph. Each
        reaches from 0 to 1, its own hottest place, so the heat of two maps cannot be compared. A
        map is 0 everywhere if no place is evidence for the class more than any other.

    Raises:
        TypeError: An argument is of a wrong type.
        ValueError: `layer` is not part of `model`, is not used exactly once, has an output of
            another kind or no influence on the scores; `images` has another shape or holds values
            that are not finite; the model's scores have another shape; or `targets` does not name
            one existing class for each image.

    Source: <https://arxiv.org/abs/1610.02391>, equations 1 and 2
    """
    _check_arguments(model, layer, images)
    chosen = _validate_targets(targets, len(images))
    # A graph is needed, whatever the caller has switched off; the copy keeps the images out of it.
    with torch.inference_mode(False), torch.enable_grad(), evaluating(model), _record_outputs(layer) as outputs:
        scores = model(images.clone().detach().requires_grad_())
        features = _validate_features(outputs, len(images))
        score = _select_scores(scores, chosen, len(images)).sum()
        gradient = _compute_gradient(score, features)
    return _compute_heat_maps(features.detach().float(), gradient.float(), (images.shape[-2], images.shape[-1]))


def _compute_heat_maps(features: Tensor, gradient: Tensor, size: tuple[int, int]) -> Tensor:
    """Weigh the channels, (B, K, h, w), and turn their sum into maps from 0 to 1, (B, H, W)."""
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    maps = torch.relu((weights * features).sum(dim=1, keepdim=True))
    maps = nn.functional.interpolate(maps, size=size, mode="bilinear", align_corners=False).squeeze(1)
    maps = maps - maps.amin(dim=(1, 2), keepdim=True)
    highest = maps.amax(dim=(1, 2), keepdim=True)
    return maps / torch.where(highest > 0, highest, 1)


@contextmanager
def _record_outputs(layer: nn.Module) -> Iterator[list[object]]:
    """Collect what the layer returns. The model goes on with a copy, which it may change in place."""
    found: list[object] = []

    def record(module: nn.Module, arguments: object, output: object) -> Tensor | None:
        found.append(output)
        return output.clone() if isinstance(output, Tensor) else None

    handle = layer.register_forward_hook(record)
    try:
        yield found
    finally:
        handle.remove()


def _compute_gradient(score: Tensor, features: Tensor) -> Tensor:
    """The gradient of the score for the features; the parameters' own gradients stay untouched."""
    if score.requires_grad and features.requires_grad:
        (gradient,) = torch.autograd.grad(score, [features], allow_unused=True)
        if gradient is not None:
            return gradient
    raise ValueError("layer must have an influence on the model's scores, got one from which no gradient comes back")


def _check_arguments(model: nn.Module, layer: nn.Module, images: Tensor) -> None:
    """Refuse a layer from elsewhere, and images that are no batch of finite floats."""
    for name, module in (("model", model), ("layer", layer)):
        if not isinstance(module, nn.Module):
            raise TypeError(f"{name} must be a torch.nn.Module, got {type(module).__name__}")
    if all(module is not layer for module in model.modules()):
        raise ValueError(f"layer must be one of the modules of model, got a {type(layer).__name__} from elsewhere")
    if not isinstance(images, Tensor) or not images.is_floating_point():
        given = images.dtype if isinstance(images, Tensor) else type(images).__name__
        raise TypeError(f"images must be a tensor of floats, prepared as the model expects it, got {given}")
    if images.ndim != 4 or 0 in images.shape:
        raise ValueError(f"images must have the shape (B, C, H, W), none of them 0, got {tuple(images.shape)}")
    if not images.isfinite().all():
        raise ValueError("images must hold finite numbers only, got NaN or infinity")


def _validate_targets(targets: Tensor | Sequence[int] | None, count: int) -> Tensor | None:
    """The targets as a tensor, (B,) in int64."""
    if targets is None:
        return None
    try:
        chosen = torch.as_tensor(targets)
    except (TypeError, ValueError, RuntimeError) as error:
        raise TypeError(f"targets must be whole numbers, got {targets!r}") from error
    if chosen.shape != (count,):
        raise ValueError(f"targets must have the shape ({count},), one for each image, got {tuple(chosen.shape)}")
    if chosen.is_floating_point() or chosen.is_complex() or chosen.dtype == torch.bool:
        raise TypeError(f"targets must be whole numbers, got {chosen.dtype}")
    return chosen.long()


def _validate_features(outputs: list[object], count: int) -> Tensor:
    """The one output of the layer, checked."""
    if len(outputs) != 1:
        raise ValueError(f"layer must be used exactly once in a forward pass, got {len(outputs)} uses")
    features = outputs[0]
    if not isinstance(features, Tensor) or features.ndim != 4 or len(features) != count:
        given = tuple(features.shape) if isinstance(features, Tensor) else type(features).__name__
        raise ValueError(f"layer must have an output of the shape ({count}, channels, h, w), got {given}")
    return features


def _select_scores(scores: object, chosen: Tensor | None, count: int) -> Tensor:
    """The score of the class to explain, for each image, (B,)."""
    if not isinstance(scores, Tensor) or scores.ndim != 2 or len(scores) != count or scores.shape[1] == 0:
        given = tuple(scores.shape) if isinstance(scores, Tensor) else type(scores).__name__
        raise ValueError(f"model must return scores of the shape ({count}, classes), got {given}")
    classes = scores.shape[1]
    chosen = scores.argmax(dim=1) if chosen is None else chosen.to(scores.device)
    if not ((chosen >= 0) & (chosen < classes)).all():
        raise ValueError(f"targets must be from 0 to {classes - 1}, got {chosen.tolist()}")
    return scores.gather(1, chosen[:, None]).squeeze(1)
