import torch
from matplotlib import pyplot as plt
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from hanli.builder import build, describe
from hanli.data import digits, split
from hanli.train import evaluate, fit

torch.set_default_dtype(torch.float64)  # (1)!
torch.set_num_threads(1)
images, labels = digits()  # (N, 1, 8, 8), (N,)
rest, _ = split(labels, 0.8, seed=0)  # (2)!
parts = [rest[part] for part in split(labels[rest], 0.75, seed=0)]
train, val = (TensorDataset(images[part].double(), labels[part]) for part in parts)
figure, axes = plt.subplots(figsize=(5.6, 4), subplot_kw={"xlim": (0, 6_600), "ylim": (0.35, 1)})
kinds = {"linear": ["flatten"], "conv": ["flatten", "mean"], "attention": ["flatten", "mean"]}
for kind, ways in kinds.items():
    for width, reduce in [(width, reduce) for width in (8, 16, 32) for reduce in ways]:
        conv = {"type": "conv2d", "channels": width, "activation": "gelu"}
        patches = conv | {"kernel": 2, "stride": 2, "padding": "none", "activation": "none"}
        linear = {"type": "linear", "features": 2 * width, "activation": "gelu"}
        layers = {
            "linear": [{"type": "flatten"}, linear],
            "conv": [conv, {"type": "pooling"}] * 2,
            "attention": [patches, {"type": "sequence"}, {"type": "attention", "heads": 4}],
        }[kind]
        config = {"input": [1, 8, 8], "layers": layers, "head": {"outputs": 10, "reduce": reduce}}
        if (size := describe(config).parameters) > 6_000:  # (3)!
            continue
        torch.manual_seed(0)
        model, loader = build(config), DataLoader(train, 128, shuffle=True)
        adam = torch.optim.AdamW(model.parameters(), 0.01)
        fit(model, loader, loss=cross_entropy, epochs=5, optimizer=adam, device="cpu")
        score = evaluate(model, DataLoader(val, 400), cross_entropy).accuracy
        print(f"{kind:10}{width:3} {reduce:8}{size:6,}{score:8.3f}")
        axes.plot(size, score, "C0o" if reduce == "flatten" else "C1s")
        axes.text(size, score, f"  {kind} {width}", rotation=-30, va="top", fontsize=8)
axes.set(xlabel="parameters", ylabel="validation accuracy", title="circles: flatten, squares: mean")
figure.savefig("search.svg")
