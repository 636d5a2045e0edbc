import itertools

import torch


def strides_of(shape):
    strides, step = [], 1
    for size in reversed(shape):
        strides.append(step)
        step *= size
    return tuple(reversed(strides))


def at(tensor, place):
    offset = tensor.storage_offset() + sum(
        p * s for p, s in zip(place, tensor.stride(), strict=True)
    )
    return torch.as_strided(tensor, (), (), offset)


shapes = [(5,), (2, 3), (2, 3, 4), (1, 3, 8, 8)]
print(all(torch.zeros(shape).stride() == strides_of(shape) for shape in shapes))

odd = torch.arange(60).reshape(3, 4, 5)[1:, ::2].permute(2, 0, 1)  # (5, 2, 2)
places = itertools.product(*(range(size) for size in odd.shape))
print(all(at(odd, place) == odd[place] for place in places))
