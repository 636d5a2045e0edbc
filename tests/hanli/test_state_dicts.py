"""hanli.state_dicts: plain names, whether a model, or a part of it, is compiled or not."""

import pytest
import torch
from torch import nn

from hanli.state_dicts import get_plain_state, load_plain_state


def make(compiled: str) -> nn.Module:
    model: nn.Module = nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.Linear(3, 2)))
    if compiled == "a part":
        model[1] = torch.compile(model[1], backend="eager")  # type: ignore[index, operator]
    return torch.compile(model, backend="eager") if compiled == "the whole" else model  # type: ignore[return-value]


KINDS = ["nothing", "a part", "the whole"]


@pytest.mark.parametrize("written", KINDS)
@pytest.mark.parametrize("read", KINDS)
def test_a_state_goes_from_any_model_into_any(written: str, read: str) -> None:
    torch.manual_seed(0)
    one = make(written)
    torch.manual_seed(1)
    other = make(read)
    state = get_plain_state(one)
    assert list(state) == list(make("nothing").state_dict())
    load_plain_state(other, state)
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))
    load_plain_state(other, one.state_dict())  # written by hand, with the names as they are


def test_what_does_not_fit_is_torchs_error() -> None:
    with pytest.raises(RuntimeError, match="Missing key"):
        load_plain_state(nn.Linear(2, 2), {"weight": torch.zeros(2, 2)})
    with pytest.raises(RuntimeError, match="Unexpected key"):
        load_plain_state(nn.Linear(2, 2), {**nn.Linear(2, 2).state_dict(), "more": torch.zeros(1)})
