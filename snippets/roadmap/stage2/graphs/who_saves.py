import torch

functions = {
    "x + 1": lambda x: x + 1,
    "x * 2": lambda x: x * 2,
    "exp(x)": torch.exp,
    "relu(x)": torch.relu,
    "sin(x)": torch.sin,
    "x ** 2": lambda x: x**2,
}
for name, f in functions.items():
    verdict = {}
    for changed in ("input", "result"):
        x = torch.tensor([0.5, 1.0], requires_grad=True)  # (2,)
        middle = x * 1  # (1)!
        y = f(middle)  # (2,)
        (middle if changed == "input" else y).add_(1)
        try:
            y.sum().backward()
            verdict[changed] = "fine"
        except RuntimeError:
            verdict[changed] = "error"
    print(f"{name:8} change the input: {verdict['input']:5}  the result: {verdict['result']}")
