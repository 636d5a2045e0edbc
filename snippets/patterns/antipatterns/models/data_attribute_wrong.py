import torch


def keep_large(inputs):
    hidden = torch.tanh(inputs)  # (4,)
    hidden.data[hidden.abs() < 0.5] = 0  # (1)!
    return hidden


inputs = torch.tensor([-2.0, -0.2, 0.1, 1.5], dtype=torch.float64, requires_grad=True)  # (4,)
outputs = keep_large(inputs)  # (4,)
outputs.sum().backward()

print("outputs: ", [round(value, 4) for value in outputs.tolist()])
print("gradient:", [round(value, 4) for value in inputs.grad.tolist()])
print("gradcheck:", torch.autograd.gradcheck(keep_large, inputs, raise_exception=False))
