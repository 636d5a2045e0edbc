"""hanli.models.lora: the same network at first, the same after merging, and only A and B are trained."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from hanli.models import (
    LoRALinear,
    TransformerClassifier,
    add_lora,
    load_lora_state_dict,
    lora_state_dict,
    merge_lora,
)


def classifier() -> TransformerClassifier:
    torch.manual_seed(0)
    return TransformerClassifier(20, 3, 16, 2, 2, hidden_size=24, dropout=0.0)


TOKENS = torch.tensor([[3, 4, 5, 0], [6, 7, 0, 0]])
NETWORKS: dict[str, tuple[Callable[[], nn.Module], list[str], Tensor, int]] = {
    "our encoder": (classifier, ["query", "value"], TOKENS, 4),
    "all linear layers": (
        classifier,
        ["query", "key", "value", "output", "feed_forward.0", "feed_forward.3"],
        TOKENS,
        12,
    ),
    "plain": (
        lambda: nn.Sequential(nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 3, bias=False)),
        ["0", "2"],
        torch.linspace(-1, 1, 10).reshape(2, 5),
        2,
    ),
    "torch's encoder layer": (
        lambda: nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True),
        ["linear1", "linear2", "out_proj"],
        torch.linspace(-1, 1, 48).reshape(2, 3, 8),
        3,
    ),
}


def change_lora(model: nn.Module) -> None:
    """As if it had been trained."""
    for module in model.modules():
        if isinstance(module, LoRALinear):
            nn.init.normal_(module.lora_b)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("training", [True, False])
def test_the_network_computes_the_same_at_first_and_after_merging(name: str, training: bool) -> None:
    make, targets, inputs, count = NETWORKS[name]
    torch.manual_seed(0)
    model = make().train(training)
    before = model(inputs)
    names = [key for key, _ in model.named_parameters()]
    changed = add_lora(model, 2, targets)
    assert len(changed) == count and all(isinstance(model.get_submodule(layer), LoRALinear) for layer in changed)
    assert torch.allclose(model(inputs), before, atol=1e-6)
    change_lora(model)
    with_lora = model(inputs)
    assert not torch.allclose(with_lora, before, atol=1e-3)
    assert merge_lora(model) == len(changed)
    assert torch.allclose(model(inputs), with_lora, atol=1e-5)
    assert [key for key, _ in model.named_parameters()] == names


def test_the_first_output_is_equal_to_the_bit() -> None:
    layer, x = nn.Linear(6, 5), torch.randn(4, 6)
    assert torch.equal(LoRALinear(layer, 2)(x), layer(x))


def test_only_a_and_b_are_trained() -> None:
    model = classifier()
    add_lora(model, 3, ["query", "value"])
    trained = {name for name, p in model.named_parameters() if p.requires_grad}
    assert trained == set(lora_state_dict(model)) and len(trained) == 8
    before = copy.deepcopy(model.state_dict())
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=0.1)
    for _ in range(2):  # in the first step B is 0, so A has no gradient
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(TOKENS), torch.tensor([0, 1])).backward()
        optimizer.step()
    moved = {name for name, tensor in model.state_dict().items() if not torch.equal(tensor, before[name])}
    assert moved == trained


def test_the_first_gradient_reaches_b_only() -> None:
    layer = LoRALinear(nn.Linear(4, 3), 2)
    layer(torch.randn(5, 4)).square().sum().backward()
    assert layer.lora_a.grad is not None and layer.lora_b.grad is not None
    assert layer.lora_a.grad.abs().max() == 0 < layer.lora_b.grad.abs().max()


@given(st.integers(1, 6), st.integers(1, 6), st.data(), st.floats(0.25, 8))
def test_the_weight_is_changed_by_a_product_of_that_rank(
    inputs: int, outputs: int, data: st.DataObject, alpha: float
) -> None:
    rank = data.draw(st.integers(1, min(inputs, outputs)))
    base = nn.Linear(inputs, outputs).double()
    before = base.weight.detach().clone()
    layer = LoRALinear(base, rank, alpha)
    nn.init.normal_(layer.lora_b)
    change = alpha / rank * layer.lora_b @ layer.lora_a
    x = torch.randn(3, 2, inputs).double()
    assert torch.allclose(layer(x), x @ (before + change).mT + base.bias)
    assert torch.linalg.matrix_rank(layer.merge().weight - before, atol=1e-9) <= rank


def test_a_and_b_are_all_that_is_saved_and_move_to_another_copy() -> None:
    first, second = classifier(), classifier()
    for model in (first, second):
        add_lora(model, 2, ["query"])
    change_lora(first)
    state = lora_state_dict(first)
    assert {name.rpartition(".")[2] for name in state} == {"lora_a", "lora_b"}
    load_lora_state_dict(second, state)
    assert torch.equal(first(TOKENS), second(TOKENS))


def test_a_state_of_other_layers_is_refused() -> None:
    first, second = classifier(), classifier()
    add_lora(first, 2, ["query"])
    add_lora(second, 2, ["value"])
    with pytest.raises(ValueError, match=r"missing are .*value.*strange are .*query"):
        load_lora_state_dict(second, lora_state_dict(first))
    third = classifier()
    add_lora(third, 3, ["query"])
    with pytest.raises(RuntimeError, match="size mismatch"):
        load_lora_state_dict(third, lora_state_dict(first))


def test_dropout_is_for_training_only() -> None:
    layer = LoRALinear(nn.Linear(50, 5), 2, dropout=0.5)
    nn.init.ones_(layer.lora_b)
    x = torch.ones(1, 50)
    assert not torch.equal(layer(x), layer(x))
    assert torch.equal(layer.eval()(x), layer(x))


def test_the_mode_of_the_network_is_kept() -> None:
    model = classifier().eval()
    add_lora(model, 2, ["query"], dropout=0.5)
    assert not any(module.training for module in model.modules())


def refused() -> nn.Module:
    model = classifier()
    model.requires_grad_(True)
    return model


@pytest.mark.parametrize(
    ("targets", "error", "message"),
    [
        (["qurey"], ValueError, r"no module is called 'qurey'; the linear layers are \['encoder"),
        (["query", "uery"], ValueError, "no module is called 'uery'"),
        (["attention"], TypeError, r"encoder.layers.0.attention is MultiHeadAttention: allowed are nn.Linear"),
        ("query", TypeError, r"targets is the string 'query': allowed is a list"),
        ([], ValueError, "targets is empty: name at least one linear layer"),
    ],
)
def test_wrong_targets_are_refused_and_nothing_is_changed(
    targets: list[str], error: type[Exception], message: str
) -> None:
    model = refused()
    with pytest.raises(error, match=message):
        add_lora(model, 2, targets)
    assert all(p.requires_grad for p in model.parameters())
    assert not any(isinstance(module, LoRALinear) for module in model.modules())


class Tied(nn.Module):
    """An output layer that shares its weight with the embedding, and one layer under two names."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding, self.output, self.first = nn.Embedding(7, 4), nn.Linear(4, 7), nn.Linear(4, 4)
        self.output.weight = self.embedding.weight
        self.second = self.first


@pytest.mark.parametrize(
    ("model", "targets", "options", "message"),
    [
        (Tied(), ["output"], {}, r"\['embedding.weight', 'output.weight'\] are one tensor"),
        (Tied(), ["first"], {}, r"\['first', 'second'\] are one layer"),
        (nn.Sequential(nn.Linear(6, 6), nn.Linear(6, 2)), ["0", "1"], {"rank": 3}, r"allowed are 1 to 2.*targets: 1"),
        (
            nn.MultiheadAttention(4, 2),
            ["out_proj"],
            {"dropout": 0.1},
            "out_proj is read and not called, so allowed is 0",
        ),
    ],
)
def test_layers_that_cannot_have_it_are_refused_and_nothing_is_frozen(
    model: nn.Module, targets: list[str], options: dict[str, float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        add_lora(model, **({"rank": 2} | options), targets=targets)  # type: ignore[arg-type]
    assert all(p.requires_grad for p in model.parameters())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rank": 0}, "rank is 0: allowed are 1 to 16"),
        ({"rank": 17}, "rank is 17: allowed are 1 to 16"),
        ({"rank": 2, "alpha": 0.0}, "alpha is 0.0: allowed is a positive number"),
        ({"rank": 2, "alpha": float("nan")}, "alpha is nan"),
        ({"rank": 2, "dropout": 1.5}, "dropout"),
    ],
)
def test_wrong_numbers_are_refused(options: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        add_lora(classifier(), targets=["query"], **options)  # type: ignore[arg-type]


def test_lora_twice_or_not_at_all_is_refused() -> None:
    model = classifier()
    with pytest.raises(ValueError, match="no LoRA"):
        merge_lora(model)
    with pytest.raises(ValueError, match="no LoRA"):
        lora_state_dict(model)
    add_lora(model, 2, ["query"])
    with pytest.raises(ValueError, match="LoRA already"):
        add_lora(model, 2, ["value"])
    with pytest.raises(TypeError, match="base is LSTM: allowed are"):
        LoRALinear(nn.LSTM(2, 2), 1)  # type: ignore[arg-type]
