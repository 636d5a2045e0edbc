import torch

from hanli.projects.text_classification.bpe import UNKNOWN
from hanli.projects.text_classification.trained import load_networks

bpe, networks = load_networks()
text = "Click here to receive your free money, or reply to the list if the patch fails"
tokens = torch.tensor([bpe.encode(text)])
hidden = tokens.repeat(tokens.shape[1], 1)
hidden.fill_diagonal_(UNKNOWN)  # (1)!
for name, network in networks.items():
    with torch.no_grad():
        whole, without = network(tokens), network(hidden)
    score = (whole[:, 1] - whole[:, 0]) - (without[:, 1] - without[:, 0])
    order = score.argsort(descending=True).tolist()
    found = bpe.split(text)
    for_spam, against = [found[i] for i in order[:3]], [found[i] for i in order[-3:]]
    print(f"{name}: for spam {for_spam}, against {against}")
