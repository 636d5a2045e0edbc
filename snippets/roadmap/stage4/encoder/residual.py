import torch
from torch.nn.functional import layer_norm

word = torch.tensor([1.0, 2.0, 3.0, 6.0])  # (E,)
change = torch.tensor([0.0, 0.0, 0.0, -4.0])  # (E,)
results = {
    "norm(x)": layer_norm(word, (4,)),
    "norm(10 * x)": layer_norm(10 * word, (4,)),
    "x + change": word + change,
    "norm(x + change)": layer_norm(word + change, (4,)),
}
for name, result in results.items():
    print(f"{name:16}", [f"{number:.2f}" for number in result.tolist()])
