import copy

import matplotlib.pyplot as plt
import torch
from pretraining import fine_tune, pretrained

from hanli.models import add_lora

ranks = [1, 4, 16]
means = {}
for way in ("head", *ranks, "full"):
    scores = []
    for seed in (0, 1, 2):
        torch.manual_seed(seed)
        model = copy.deepcopy(pretrained).requires_grad_(way == "full")
        if way in ranks:
            add_lora(model, way, ["query", "value", "feed_forward.0", "feed_forward.3"])
        scores.append(fine_tune(model, lr=0.01))
    means[way] = round(50 * sum(scores) / 3) / 50  # (1)!
print(means)
figure, axes = plt.subplots(figsize=(5.5, 3))
axes.plot(ranks, [means[rank] for rank in ranks], "C1o-", label="LoRA, mean of 3 seeds")
axes.axhline(means["full"], color="C0", linestyle="--", label="full fine-tuning")
axes.axhline(means["head"], color="C2", linestyle=":", label="only the head")
axes.set_xscale("log", base=2)
axes.set_xticks(ranks, ranks)
axes.set_ylim(0.25, 0.55)
axes.set_xlabel("rank")
axes.set_ylabel("accuracy on the new task")
axes.legend(loc="upper left", ncols=2, fontsize="small")
figure.savefig("rank_figure.svg", bbox_inches="tight")
