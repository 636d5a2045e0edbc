import torch

functions = {"tanh": torch.tanh, "exp": torch.exp, "double": lambda inputs: 2 * inputs}
for name, function in functions.items():
    inputs = torch.tensor([-0.1, 0.2], requires_grad=True)  # (2,)
    hidden = function(inputs)  # (2,)
    hidden.detach()[0] = 0  # (1)!
    try:
        hidden.sum().backward()
        print(f"{name}: no error, gradient", inputs.grad.tolist())
    except RuntimeError as error:
        print(f"{name}:", str(error).split(": ")[0])
