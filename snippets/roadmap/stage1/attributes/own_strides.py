import torch


def strides_of(shape):
    strides, step = [], 1
    for length in reversed(shape):  # (1)!
        strides.append(step)
        step *= length
    return tuple(reversed(strides))


def element_at(memory, tensor, index):
    position = tensor.storage_offset()
    for i, stride in zip(index, tensor.stride(), strict=True):
        position += i * stride
    return memory[position].item()


memory = torch.arange(60)  # (60,)
part = memory.reshape(6, 10)[1:, ::2].T  # (5, 5)
print(strides_of((2, 3, 4)), torch.zeros(2, 3, 4).stride())
print(part.storage_offset(), part.stride())
print(element_at(memory, part, (1, 2)), part[1, 2].item())
pairs = [(i, j) for i in range(5) for j in range(5)]
equal = sum(element_at(memory, part, pair) == part[pair].item() for pair in pairs)
print(equal, "of", part.numel(), "elements are equal")
