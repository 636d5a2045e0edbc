import torch
import torch.nn as nn

Z = 64


def mlp(sizes, last=None):
    layers = []
    for a, b in zip(sizes[:-2], sizes[1:-1]):
        layers += [nn.Linear(a, b), nn.LeakyReLU(0.2)]
    layers.append(nn.Linear(sizes[-2], sizes[-1]))
    if last is not None:
        layers.append(last)
    return nn.Sequential(*layers)


def train_gan(loader, steps=10_000, device="cpu"):
    G = mlp([Z, 256, 512, 784], nn.Tanh()).to(device)
    D = mlp([784, 512, 256, 1]).to(device)
    optG = torch.optim.Adam(G.parameters(), 2e-4, betas=(0.5, 0.999))
    optD = torch.optim.Adam(D.parameters(), 2e-4, betas=(0.5, 0.999))
    bce = nn.BCEWithLogitsLoss()
    done = 0
    while done < steps:
        for real, _ in loader:
            real = real.flatten(1).to(device)
            n = real.size(0)
            ones = torch.ones(n, 1, device=device)
            zeros = torch.zeros(n, 1, device=device)
            optG.zero_grad()
            optD.zero_grad()

            fake = G(torch.randn(n, Z, device=device)).detach()
            d_loss = bce(D(real), ones) + bce(D(fake), zeros)
            d_loss.backward()
            optD.step()

            g_loss = bce(D(G(torch.randn(n, Z, device=device))), ones)
            g_loss.backward()
            optG.step()

            done += 1
            if done % 200 == 0:
                print(f"{done:6d}  D {d_loss.item():.3f}  G {g_loss.item():.3f}")
            if done >= steps:
                break
    return G
