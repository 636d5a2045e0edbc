"""How tensors are made: faulty forms, and look-alikes that are fine."""

import numpy
import numpy as np
import torch
from torch import nn
from torch import tensor as make
from torch.nn.utils.rnn import pad_sequence


def scalars():
    values = []
    for index in range(1000):
        values.append(torch.tensor([index]))  # expect: tensor-in-loop
    rows = [torch.tensor(index / 2) for index in range(10)]  # expect: tensor-in-loop
    pieces = torch.stack([make(row) for row in ([1, 2], [3, 4])])  # expect: tensor-in-loop
    grid = torch.zeros(10)
    for index, value in enumerate(range(10)):
        grid[index] = torch.tensor(value)  # expect: tensor-in-loop
    parts = []
    for row in [[1, 2], [3, 4]]:
        parts.append(torch.tensor(row))  # expect: tensor-in-loop
    return values, rows, pieces, grid, torch.stack(parts)


def scalars_that_are_fine(sentences, loader):
    whole = torch.tensor([index / 2 for index in range(10)])
    ragged = pad_sequence([torch.tensor(sentence) for sentence in sentences])
    images = [torch.tensor(sentence) for sentence in sentences]
    for seed in (1, 2):
        start = torch.tensor([0.0, 1.0])
        print(seed, start)
    mean = torch.tensor([0.5, 0.5])
    for batch in loader:
        print(batch - mean)
    return whole, ragged, images


def constants_each_step(loader):
    for batch in loader:
        print(batch - torch.tensor([0.5, 0.5]))  # expect: tensor-in-loop


def growing(parts, count):
    whole = torch.empty(0, 3)
    for part in parts:
        whole = torch.cat([whole, part])  # expect: cat-in-loop
    stacked = torch.zeros(1)
    while count:
        stacked = torch.concat((stacked, torch.zeros(1)), dim=0)  # expect: cat-in-loop
        count -= 1
    return whole, stacked


class Collects:
    def run(self, parts):
        for part in parts:
            self.whole = torch.vstack([self.whole, part])  # expect: cat-in-loop


def growing_that_is_fine(model, ids, parts, count):
    for _ in range(count):
        following = model(ids).argmax(-1)
        ids = torch.cat([ids, following], dim=1)
    whole = torch.cat([part for part in parts])
    pairs = []
    for part in parts:
        pair = torch.cat([part, part])
        pairs.append(pair)
    for part in parts:
        state = torch.zeros(3)
        state = torch.cat([state, part])
        pairs.append(state)
    return ids, whole, pairs


def from_arrays(files):
    first = torch.tensor([np.ones(3) for _ in range(9)])  # expect: ndarray-list
    images = []
    for file in files:
        images.append(np.load(file))
    second = torch.tensor(images)  # expect: ndarray-list
    third = torch.tensor([np.zeros(2), numpy.ones(2)])  # expect: ndarray-list
    fourth = torch.FloatTensor([np.asarray(file) for file in files])  # expect: ndarray-list
    return first, second, third, fourth


def from_arrays_that_are_fine(files):
    first = torch.from_numpy(np.stack([np.ones(3) for _ in range(9)]))
    means = torch.tensor([np.mean(file) for file in files])
    numbers = []
    for file in files:
        numbers.append(len(file))
    whole = torch.tensor(np.array([np.ones(3), np.ones(3)]))
    return first, means, torch.tensor(numbers), whole, torch.tensor([np.float32(1.0)])


def copies(indices):
    x = torch.rand(3)
    y = torch.tensor(x)  # expect: tensor-of-tensor
    z = torch.tensor(torch.arange(3) / 2)  # expect: tensor-of-tensor
    w = torch.tensor(nn.Linear(3, 3)(x))  # expect: tensor-of-tensor
    return y, z, w


def copies_that_are_fine(indices):
    indices = torch.tensor(indices)
    numbers = [1, 2]
    numbers = torch.tensor(numbers)
    x = torch.rand(3)
    return (
        indices,
        numbers,
        x.detach().clone(),
        torch.tensor([x[0].item()]),
        torch.tensor(x.tolist()),
        torch.tensor(len(x)),
    )


def leaves(x):
    weight = torch.rand(3, requires_grad=True)
    weight -= 0.1  # expect: in-place-leaf
    bias = torch.zeros(3).requires_grad_()
    bias.add_(1)  # expect: in-place-leaf
    bias[0] = 1.0  # expect: in-place-leaf
    layer = nn.Linear(3, 3)
    layer.weight.fill_(0.0)  # expect: in-place-leaf
    for parameter in layer.parameters():
        parameter.sub_(0.1 * parameter.grad)  # expect: in-place-leaf
    scale = nn.Parameter(torch.ones(3))
    scale.mul_(2)  # expect: in-place-leaf
    return weight, bias, x


def leaves_that_are_fine(x):
    weight = torch.rand(3, requires_grad=True)
    with torch.no_grad():
        weight -= 0.1 * weight.grad
    weight.grad.zero_()
    weight.requires_grad_(False)
    weight.retain_grad()
    plain = torch.rand(3)
    plain -= 0.1
    plain[0] = 1.0
    layer = nn.Linear(3, 3)
    nn.init.zeros_(layer.bias)
    for parameter in layer.parameters():
        parameter.requires_grad_(False)
    with torch.inference_mode():
        layer.weight.fill_(0.0)
    scaled = weight * 2
    scaled += 1
    return plain, x


@torch.no_grad()
def leaves_in_a_decorated_function():
    weight = torch.rand(3, requires_grad=True)
    weight -= 0.1


def data_of_tensors(model, x):
    outputs = model(x)
    _, predicted = torch.max(outputs.data, 1)  # expect: data-attribute
    model.fc.weight.data.normal_(0, 0.01)  # expect: data-attribute
    for parameter in model.parameters():
        parameter.data -= 0.1 * parameter.grad.data  # expect: data-attribute, data-attribute
    weight = torch.rand(3)
    return predicted, weight.data  # expect: data-attribute


def data_of_other_things(request, dataset, batch, response):
    print(request.data, dataset.data, batch.data)
    dataset.data = torch.rand(3)
    rows = response.json().data
    return torch.max(dataset.data, 1), rows, torch.utils.data


class Ranges(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(3))
        self.zero = torch.zeros(3)

    def learn(self):
        self.zero.zero_()
        self.scale.zero_()  # expect: in-place-leaf
        self.zero = nn.Parameter(self.zero)


class Flat(nn.Parameter):
    """A parameter, not a module: its requires_grad is a real one."""


def freezes(x):
    flat = Flat(x)
    flat.requires_grad = False
    return flat


def typos(x, backbone):
    x.require_grad = True  # expect: requires-grad-typo
    model = nn.Linear(3, 3)
    model.requires_grad = False  # expect: requires-grad-typo
    model.weight.requires_grad = False
    model.requires_grad_(False)
    x.requires_grad = True
    model.position.requires_grad = False
    for parameter in backbone.parameters():
        parameter.requires_grad = False
    return model.training
