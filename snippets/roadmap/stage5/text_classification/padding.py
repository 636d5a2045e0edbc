import torch

from hanli.projects.text_classification import encode, load_data, pad
from hanli.projects.text_classification.trained import load_networks

found, (bpe, networks) = load_data("mails"), load_networks()
rows = [torch.tensor(row) for row in encode(bpe, found.test[0][:200], limit=32)]
tokens = pad(rows)  # (200, 32)
longer = torch.nn.functional.pad(tokens, (0, 32))  # (200, 64)


def read_padding(tokens):
    """What many tutorials do: the last state, whatever token stands there."""
    network = networks["lstm"]
    _, (final, _) = network.lstm(network.embedding(tokens))  # (1)!
    return network.head(torch.cat(tuple(final), dim=1))


with torch.no_grad():
    for name, compute in {**networks, "lstm that reads padding": read_padding}.items():
        short, long = compute(tokens), compute(longer)
        same = torch.allclose(short, long, atol=1e-4)
        changed = int((short.argmax(1) != long.argmax(1)).sum())
        print(f"{name}: logits equal {same}, changed answers {changed}")
