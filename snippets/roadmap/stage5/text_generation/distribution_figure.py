import matplotlib.pyplot as plt
import torch

from hanli.projects.text_generation import Cache, keep_top_k, keep_top_p, load_gpt, step

model, vocabulary = load_gpt()
logits = step(model, torch.tensor([[1, *vocabulary.encode("春风")]]), Cache())  # (1, 2699)
ways = {
    "temperature 1": logits,
    "temperature 0.5": logits / 0.5,
    "temperature 2": logits / 2,
    "temperature 1, top-k 10": keep_top_k(logits, 10),
    "temperature 1, top-p 0.5": keep_top_p(logits, 0.5),
}
order = logits[0].argsort(descending=True)[:40]
figure, axes = plt.subplots(len(ways), 1, figsize=(6, 6), sharex=True, layout="constrained")
for axis, (name, changed) in zip(axes, ways.items(), strict=True):
    shares = changed.softmax(dim=1)[0, order].numpy()  # (40,)
    axis.bar(range(1, 41), shares, color="C0")
    axis.set_title(f"{name}: the first ten have {shares[:10].sum():.2f}", fontsize=9)
axes[-1].set_xlabel("rank of the character")
figure.supylabel("probability")
figure.savefig("distribution.svg")
