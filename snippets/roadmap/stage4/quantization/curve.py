import copy

import matplotlib.pyplot as plt
import task
import torch
from torch.nn.utils import prune

start = task.trained()
shares = (0.0, 0.5, 0.8, 0.9, 0.98)
curves = {"weights": [], "weights, retrained": [], "rows": [], "rows, retrained": []}


def retrained(net):
    return task.train(net, torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0), 50)


for share in shares:
    net = copy.deepcopy(start)
    layers = [(net[index], "weight") for index in (0, 3, 5)]
    prune.global_unstructured(layers, pruning_method=prune.L1Unstructured, amount=share)
    curves["weights"].append(task.accuracy(net))
    curves["weights, retrained"].append(task.accuracy(retrained(net)))
    kept = start[3].weight.norm(dim=1).topk(round(128 * (1 - share))).indices
    state = start.state_dict() | {"5.weight": start[5].weight[:, kept]}
    state |= {name: state[name][kept] for name in ("3.weight", "3.bias")}
    net = task.network(hidden=len(kept))
    net.load_state_dict(state)
    curves["rows"].append(task.accuracy(net))
    curves["rows, retrained"].append(task.accuracy(retrained(net)))
figure, axes = plt.subplots(figsize=(6, 3.4))
for (name, scores), style in zip(curves.items(), ("C0--o", "C0-o", "C1--s", "C1-s"), strict=True):
    axes.plot(range(len(shares)), scores, style, label=name, markersize=4)
    print(f"{name}:", *(f"{score:.2f}" for score in scores))
axes.set(xlabel="share removed", ylabel="accuracy", ylim=(0, 1))
axes.set_xticks(range(len(shares)), [str(share) for share in shares])
axes.legend(loc="lower left")
figure.tight_layout()
figure.savefig("curve.svg")
