import matplotlib.pyplot as plt
import torch

from hanli.projects.text_generation import Cache, load_gpt, step

model, vocabulary = load_gpt()
logits = step(model, torch.tensor([[1, *vocabulary.encode("春风")]]), Cache())  # (1, 2699)
ranks = torch.tensor([*range(1, 20), *range(20, 100, 5), *range(100, 2700, 50)])
figure, axis = plt.subplots(figsize=(6, 3.8), layout="constrained")
for temperature, line in ((0.5, "--"), (1.0, "-"), (2.0, ":")):
    probabilities = (logits[0] / temperature).softmax(dim=0).sort(descending=True).values  # (2699,)
    added = probabilities.cumsum(dim=0)[ranks - 1]
    axis.plot(ranks.numpy(), added.numpy(), f"C0{line}", label=f"temperature {temperature}")
axis.axvline(50, color="C1", label="top-k 50 cuts here")
axis.axhline(0.9, color="C2", label="top-p 0.9 cuts here")
axis.set(xscale="log", xlabel="characters kept, most probable first", ylabel="their probability")
axis.legend()
figure.savefig("distribution.svg")
