import torch

from hanli.projects.text_classification import encode, load_data, pad
from hanli.projects.text_classification.trained import load_networks

found, (bpe, networks) = load_data("mails"), load_networks()
texts, labels = found.test
generator = torch.Generator().manual_seed(0)
rows = [torch.tensor(row) for row in encode(bpe, texts)]
shuffled = [row[torch.randperm(len(row), generator=generator)] for row in rows]
with torch.no_grad():
    for name, network in networks.items():
        scores = [
            float((network(pad(some)).argmax(1) == labels).float().mean())
            for some in (rows, shuffled)
        ]
        print(f"{name}: as written {scores[0]:.3f}, shuffled {scores[1]:.3f}")
