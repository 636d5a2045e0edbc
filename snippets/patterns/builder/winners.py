import torch
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from hanli.builder import build, parse
from hanli.data import digits, split
from hanli.train import evaluate, fit

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
images, labels = digits()  # (N, 1, 8, 8), (N,)
parts = split(labels, 0.8, seed=0)
rest, test = (TensorDataset(images[part].double(), labels[part]) for part in parts)  # (1)!

conv = "{type: conv2d, channels: 16, activation: gelu}"
patches = "{type: conv2d, channels: 8, kernel: 2, stride: 2, padding: none}"
finalists = {  # (2)!
    "linear 16": "{type: flatten}, {type: linear, features: 32, activation: gelu}",
    "conv 16": f"{conv}, {{type: pooling}}, {conv}, {{type: pooling}}",
    "attention 8": f"{patches}, {{type: sequence}}, {{type: attention, heads: 4}}",
}
for name, layers in finalists.items():
    head = "{outputs: 10, reduce: flatten}"
    config = parse(f"name: {name}\ninput: [1, 8, 8]\nlayers: [{layers}]\nhead: {head}")
    scores = []
    for seed in range(3):  # (3)!
        torch.manual_seed(seed)
        model, loader = build(config), DataLoader(rest, 128, shuffle=True)
        adam = torch.optim.AdamW(model.parameters(), 0.01)
        fit(model, loader, loss=cross_entropy, epochs=5, optimizer=adam, device="cpu")
        scores.append(evaluate(model, DataLoader(test, 400), cross_entropy).accuracy)
    row = "  ".join(f"{score:.3f}" for score in scores)
    print(f"{config.name:14}{row}  mean {sum(scores) / len(scores):.3f}")
