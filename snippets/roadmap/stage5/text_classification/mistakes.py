import torch

from hanli.projects.text_classification import encode, load_data
from hanli.projects.text_classification.command import predict
from hanli.projects.text_classification.trained import load_networks

found, (bpe, networks) = load_data("mails"), load_networks()
texts, labels = found.test
lengths = torch.tensor([len(row) for row in encode(bpe, texts)])
wrong = {}
for name, network in networks.items():
    guesses = predict(network, bpe, texts).argmax(1)
    wrong[name] = guesses != labels
    missed = int((wrong[name] & (labels == 1)).sum())
    print(
        f"{name}: spam taken as wanted {missed}, wanted taken as spam {wrong[name].sum() - missed}"
    )
together = torch.stack(list(wrong.values()))  # (3, 846)
print(f"wrong by at least one {together.any(0).sum()}, by all three {together.all(0).sum()}")
for name, some in (("under 64 tokens", lengths < 64), ("64 tokens", lengths == 64)):
    rate = wrong["bag"][some].float().mean()
    print(f"{name}: {int(some.sum())} mails, errors of the bag {rate:.3f}")
