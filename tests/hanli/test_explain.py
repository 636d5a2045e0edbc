"""hanli.explain: the published formula, the library's result, and a model that is left as it was."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from hanli.explain import grad_cam


class Net(nn.Module):
    """Two convolutions, a batch norm and a head for 4 classes."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 6, 3, stride=2)
        self.norm = nn.BatchNorm2d(6)
        self.last = nn.Conv2d(6, 8, 3)
        self.relu = nn.ReLU(inplace)
        self.drop = nn.Dropout(0.5)
        self.head = nn.Linear(8, 4)
        self.unused = nn.Conv2d(8, 8, 1)

    def forward(self, images: Tensor) -> Tensor:
        features = self.relu(self.last(torch.tanh(self.norm(self.first(images)))))  # (B, 8, h, w)
        return self.head(self.drop(features.mean((2, 3))))  # (B, 4)


def net(inplace: bool = False) -> Net:
    torch.manual_seed(7)
    return Net(inplace)


def batch(count: int = 3, height: int = 17, width: int = 23) -> Tensor:
    return torch.randn(count, 3, height, width, generator=torch.Generator().manual_seed(1))


def traces(model: nn.Module) -> tuple[list[bool], list[Tensor], int]:
    """What a call must not change: modes, state, hooks."""
    hooks = sum(len(module._forward_hooks) + len(module._backward_hooks) for module in model.modules())
    state = [tensor.clone() for tensor in model.state_dict().values()]
    return [module.training for module in model.modules()], state, hooks


def assert_untouched(model: nn.Module, before: tuple[list[bool], list[Tensor], int]) -> None:
    after = traces(model)
    assert after[0] == before[0], "a module is in another mode"
    assert all(torch.equal(a, b) for a, b in zip(after[1], before[1], strict=True)), "the state changed"
    assert after[2] == before[2], "a hook was left behind"


@pytest.mark.parametrize("targets", [None, [0, 3, 1]])
@pytest.mark.parametrize("layer", ["first", "last"])
def test_it_is_what_the_library_computes(layer: str, targets: list[int] | None) -> None:
    from pytorch_grad_cam import GradCAM
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

    model, images = net().eval(), batch()
    ours = grad_cam(model, getattr(model, layer), images, targets)
    wanted = targets and [ClassifierOutputTarget(target) for target in targets]
    with GradCAM(model=model, target_layers=[getattr(model, layer)]) as cam:
        theirs = torch.from_numpy(cam(input_tensor=images, targets=wanted))
    # theirs divides by the highest value plus 1e-7 and rounds the enlargement a little differently
    assert torch.allclose(ours, theirs, atol=1e-3)


def test_the_formula_by_hand_on_a_net_of_one_weight_a_channel() -> None:
    """For a mean over places and a linear head, the weight of a channel is the head's weight over the number of places."""
    model = nn.Sequential(nn.Conv2d(1, 2, 1, bias=False), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2, 2))
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([1.0, -1.0]).reshape(2, 1, 1, 1))
        model[3].weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 1.0]]))
    image = torch.tensor([[4.0, 2.0], [-2.0, -8.0]]).reshape(1, 1, 2, 2)
    assert torch.equal(grad_cam(model, model[0], image, [0])[0], torch.tensor([[1.0, 0.5], [0.0, 0.0]]))
    assert torch.equal(grad_cam(model, model[0], image, [1])[0], torch.tensor([[0.0, 0.0], [0.25, 1.0]]))


@given(
    count=st.integers(1, 3),
    height=st.integers(9, 20),
    width=st.integers(9, 20),
    scale=st.sampled_from([1e-6, 1.0, 1e3]),
    seed=st.integers(0, 100),
)
def test_a_map_is_from_0_to_1_and_of_the_size_of_the_image(
    count: int, height: int, width: int, scale: float, seed: int
) -> None:
    model = net()
    images = scale * torch.randn(count, 3, height, width, generator=torch.Generator().manual_seed(seed))
    maps = grad_cam(model, model.last, images)
    assert maps.shape == (count, height, width)
    assert maps.dtype == torch.float32
    assert not maps.requires_grad
    for heat in maps:
        assert heat.min() == 0
        assert heat.max() == 1 or not heat.any()


def test_no_evidence_is_a_map_of_zeros_and_not_of_nan() -> None:
    model = net()
    nn.init.zeros_(model.head.weight)
    assert torch.equal(grad_cam(model, model.last, batch()), torch.zeros(3, 17, 23))


def test_by_default_it_explains_the_highest_score() -> None:
    model, images = net().eval(), batch()
    best = model(images).argmax(1)
    for targets in (best, best.int(), best.tolist(), tuple(best.tolist()), best.numpy()):
        assert torch.equal(grad_cam(model, model.last, images), grad_cam(model, model.last, images, targets))
    assert not torch.equal(grad_cam(model, model.last, images), grad_cam(model, model.last, images, (best + 1) % 4))


def test_each_image_has_its_own_map_whatever_else_is_in_the_batch() -> None:
    model, images = net(), batch()
    together = grad_cam(model, model.last, images)
    alone = torch.cat([grad_cam(model, model.last, image[None]) for image in images])
    assert torch.allclose(together, alone, atol=1e-5)


def test_the_model_is_left_as_it_was() -> None:
    model = net().train()
    model.norm.eval()  # as in a net that is partly frozen
    model.head.weight.grad = torch.ones_like(model.head.weight)
    images = batch().requires_grad_()
    before = traces(model)
    grad_cam(model, model.last, images)
    assert_untouched(model, before)
    assert torch.equal(model.head.weight.grad, torch.ones_like(model.head.weight))
    assert all(parameter.grad is None for name, parameter in model.named_parameters() if name != "head.weight")
    assert images.grad is None


def test_it_looks_in_evaluation_mode() -> None:
    model = net()
    expected = grad_cam(model.eval(), model.last, batch())
    same = torch.equal(grad_cam(model.train(), model.last, batch()), expected)
    assert same, "the mode of the model changed the map: compute inside evaluating(model)"


def test_frozen_parameters_do_no_harm() -> None:
    model = net()
    expected = grad_cam(model, model.last, batch())
    model.requires_grad_(False)
    assert torch.equal(grad_cam(model, model.last, batch()), expected)
    assert not any(parameter.requires_grad for parameter in model.parameters())


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_it_works_where_recording_is_off(mode: Callable[[], torch.no_grad]) -> None:
    model = net()
    expected = grad_cam(model, model.last, batch())
    with mode():
        images = batch()  # in inference mode, a tensor that must not enter a graph
        assert torch.equal(grad_cam(model, model.last, images), expected)
        assert not torch.is_grad_enabled()


def test_a_relu_in_place_after_the_layer_changes_nothing() -> None:
    plain, inplace = net(), net(inplace=True)
    same = torch.equal(grad_cam(inplace, inplace.last, batch()), grad_cam(plain, plain.last, batch()))
    assert same, "what comes after the layer overwrote its output: let the model go on with a copy"


def test_half_precision_gives_maps_in_float32() -> None:
    model = net()
    expected = grad_cam(model, model.last, batch())
    maps = grad_cam(model.bfloat16(), model.last, batch().bfloat16())
    assert maps.dtype == torch.float32
    assert (maps - expected).abs().mean() < 0.1


def test_it_is_quiet() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = net()
        grad_cam(model, model.last, batch())


class Twice(Net):
    def forward(self, images: Tensor) -> Tensor:
        self.relu(self.first(images))
        return super().forward(images)


class Blind(Net):
    """Cuts the graph between the features and the scores."""

    def forward(self, images: Tensor) -> Tensor:
        self.unused(torch.ones(len(images), 8, 2, 2))
        features = self.last(torch.tanh(self.first(images)))
        return self.head(features.detach().mean((2, 3)))


def faults() -> list[tuple[str, Callable[[], object], type[Exception], str]]:
    model, images = net(), batch()
    twice, blind, frozen = Twice(), Blind(), Blind().requires_grad_(False)
    nested = nn.Sequential(model, nn.Unflatten(1, (2, 2)))
    lstm = nn.LSTM(4, 4, batch_first=True)
    broken = images.clone()
    broken[0, 0, 0, 0] = torch.nan
    return [
        ("model", lambda: grad_cam(str, model.last, images), TypeError, "model must be a torch.nn.Module, got type"),  # type: ignore[arg-type]
        ("name", lambda: grad_cam(model, "last", images), TypeError, "layer must be a torch.nn.Module, got str"),  # type: ignore[arg-type]
        (
            "list",
            lambda: grad_cam(model, [model.last], images),  # type: ignore[arg-type]
            TypeError,
            "layer must be a torch.nn.Module, got list",
        ),
        (
            "elsewhere",
            lambda: grad_cam(model, net().last, images),
            ValueError,
            "layer must be one of the modules of model, got a Conv2d from elsewhere",
        ),
        (
            "unused",
            lambda: grad_cam(model, model.unused, images),
            ValueError,
            "layer must be used exactly once in a forward pass, got 0 uses",
        ),
        (
            "twice",
            lambda: grad_cam(twice, twice.relu, images),
            ValueError,
            "layer must be used exactly once in a forward pass, got 2 uses",
        ),
        (
            "flat",
            lambda: grad_cam(model, model.head, images),
            ValueError,
            "layer must have an output of the shape (3, channels, h, w), got (3, 4)",
        ),
        (
            "tuple",
            lambda: grad_cam(nn.Sequential(nn.Flatten(2), lstm), lstm, torch.ones(3, 2, 2, 2)),
            ValueError,
            "layer must have an output of the shape (3, channels, h, w), got tuple",
        ),
        (
            "cut",
            lambda: grad_cam(blind, blind.last, images),
            ValueError,
            "layer must have an influence on the model's scores, got one from which no gradient comes back",
        ),
        (
            "beside",
            lambda: grad_cam(blind, blind.unused, images),
            ValueError,
            "layer must have an influence on the model's scores, got one from which no gradient comes back",
        ),
        (
            "cut and frozen",
            lambda: grad_cam(frozen, frozen.last, images),
            ValueError,
            "layer must have an influence on the model's scores, got one from which no gradient comes back",
        ),
        (
            "uint8",
            lambda: grad_cam(model, model.last, images.byte()),
            TypeError,
            "images must be a tensor of floats, prepared as the model expects it, got torch.uint8",
        ),
        (
            "array",
            lambda: grad_cam(model, model.last, images.numpy()),  # type: ignore[arg-type]
            TypeError,
            "images must be a tensor of floats, prepared as the model expects it, got ndarray",
        ),
        (
            "one image",
            lambda: grad_cam(model, model.last, images[0]),
            ValueError,
            "images must have the shape (B, C, H, W), none of them 0, got (3, 17, 23)",
        ),
        (
            "empty",
            lambda: grad_cam(model, model.last, images[:0]),
            ValueError,
            "images must have the shape (B, C, H, W), none of them 0, got (0, 3, 17, 23)",
        ),
        (
            "nan",
            lambda: grad_cam(model, model.last, broken),
            ValueError,
            "images must hold finite numbers only, got NaN or infinity",
        ),
        (
            "scores",
            lambda: grad_cam(nested, model.last, images),
            ValueError,
            "model must return scores of the shape (3, classes), got (3, 2, 2)",
        ),
        (
            "too few",
            lambda: grad_cam(model, model.last, images, [1]),
            ValueError,
            "targets must have the shape (3,), one for each image, got (1,)",
        ),
        (
            "one number",
            lambda: grad_cam(model, model.last, images, 1),  # type: ignore[arg-type]
            ValueError,
            "targets must have the shape (3,), one for each image, got ()",
        ),
        (
            "float",
            lambda: grad_cam(model, model.last, images, [0.0, 1.0, 2.0]),  # type: ignore[list-item]
            TypeError,
            "targets must be whole numbers, got torch.float32",
        ),
        (
            "bool",
            lambda: grad_cam(model, model.last, images, torch.ones(3, dtype=torch.bool)),
            TypeError,
            "targets must be whole numbers, got torch.bool",
        ),
        (
            "text",
            lambda: grad_cam(model, model.last, images, ["cat", "cup", "rocket"]),  # type: ignore[list-item]
            TypeError,
            "targets must be whole numbers, got ['cat', 'cup', 'rocket']",
        ),
        (
            "high",
            lambda: grad_cam(model, model.last, images, [0, 4, 1]),
            ValueError,
            "targets must be from 0 to 3, got [0, 4, 1]",
        ),
        (
            "negative",
            lambda: grad_cam(model, model.last, images, [0, -1, 1]),
            ValueError,
            "targets must be from 0 to 3, got [0, -1, 1]",
        ),
    ]


@pytest.mark.parametrize(("call", "error", "message"), [pytest.param(*f[1:], id=f[0]) for f in faults()])
def test_a_fault_is_named(call: Callable[[], object], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message


@pytest.mark.parametrize("targets", [[9, 9, 9], None])
def test_after_an_error_the_model_is_as_it_was(targets: list[int] | None) -> None:
    model = net().train()
    images = batch() if targets else torch.ones(3, 5, 17, 23)  # five channels: the model itself fails
    before = traces(model)
    with pytest.raises(ValueError if targets else RuntimeError):
        grad_cam(model, model.last, images, targets)
    assert_untouched(model, before)
