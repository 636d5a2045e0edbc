import torch

weight = torch.tensor(1.0, requires_grad=True)  # ()
inputs = torch.tensor([1.0, 2.0, 3.0, 4.0])  # (4,)
targets = 2 * inputs  # (4,)


def loss(part):
    errors = weight * inputs[part] - targets[part]
    return (errors**2).sum() / len(inputs)  # (1)!


loss(slice(0, 4)).backward()
print("whole batch:", weight.grad)

weight.grad = None
loss(slice(0, 2)).backward()
loss(slice(2, 4)).backward()
print("two halves: ", weight.grad)
