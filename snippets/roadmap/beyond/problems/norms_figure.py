import matplotlib.pyplot as plt
from deep_network import build, labels, pixels, ways
from torch import nn

figure, axes = plt.subplots(figsize=(6.4, 3.4), layout="constrained")
for (name, options), style in zip(ways.items(), ("-", "--", ":", "-."), strict=True):
    model = build(1640, **options)
    nn.functional.cross_entropy(model(pixels[:200]), labels[:200]).backward()
    norms = [model[layer].linear.weight.grad.norm().item() for layer in range(20)]
    axes.semilogy(range(20), norms, style, label=name)
axes.set(xlabel="layer", ylabel="norm of the gradient", xticks=range(0, 20, 3))
axes.legend()
figure.savefig("norms.svg")
