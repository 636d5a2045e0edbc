import torch
from contrastive import build, nt_xent, view
from torch import nn

from hanli.data import mnist_small

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
order = torch.randperm(5000, generator=torch.Generator().manual_seed(1640))[:4000]
images, labels = nn.functional.avg_pool2d(images[order], 2).double(), labels[order]


def probe(features, known):
    """Train one linear layer on the known labels, and score it on the first 2,000 images."""
    rest = features[2000:]
    features = (features - rest.mean(dim=0)) / (rest.std(dim=0) + 1e-6)
    layer = nn.Linear(features.shape[1], 10).double()
    optimizer = torch.optim.AdamW(layer.parameters(), lr=0.02, weight_decay=0.1, fused=True)
    for _ in range(200):
        loss = nn.functional.cross_entropy(layer(features[known]), labels[known])  # ()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return (layer(features[:2000]).argmax(dim=1) == labels[:2000]).double().mean().item()


for seed in range(3):
    torch.manual_seed(seed)
    encoder, head = build()
    features = [images.flatten(1), encoder(images).detach()]
    optimizer = torch.optim.AdamW([*encoder.parameters(), *head.parameters()], lr=0.005)
    for _ in range(2):
        for batch in (2000 + torch.randperm(2000)).split(125):
            loss = nt_xent(head(encoder(view(images[batch]))), head(encoder(view(images[batch]))))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    features.append(encoder(images).detach())
    known = 2000 + torch.randperm(2000)[:100]  # (100,)
    scores = [probe(each, known) for each in features]
    print("pixels {:.2f}   untrained {:.2f}   contrastive {:.2f}".format(*scores))
