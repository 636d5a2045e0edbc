import itertools

import torch
from torch import nn


class Critic(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        layers, cin = [], 1
        for cout in (width, width * 2, width * 4, width * 8):
            layers += [nn.Conv1d(cin, cout, 25, stride=4, padding=11), nn.LeakyReLU(0.2)]
            cin = cout
        self.body = nn.Sequential(*layers)
        self.score = nn.LazyLinear(1)

    def forward(self, wave):
        return self.score(self.body(wave).flatten(1)).squeeze(1)


class Generator(nn.Module):
    def __init__(self, latent=100, width=32):
        super().__init__()
        self.latent = latent
        self.project = nn.Linear(latent, width * 8 * 16)
        layers, cin = [], width * 8
        for cout in (width * 4, width * 2, width):
            layers += [nn.ConvTranspose1d(cin, cout, 24, stride=4, padding=10), nn.BatchNorm1d(cout), nn.ReLU()]
            cin = cout
        layers += [nn.ConvTranspose1d(cin, 1, 24, stride=4, padding=10), nn.Tanh()]
        self.body = nn.Sequential(*layers)

    def forward(self, z):
        return self.body(self.project(z).unflatten(1, (-1, 16)))


def gradient_penalty(critic, real, fake):
    eps = torch.rand(real.size(0), 1, 1, device=real.device)
    mixed = (eps * real + (1 - eps) * fake).requires_grad_(True)
    (grad,) = torch.autograd.grad(critic(mixed).sum(), mixed, create_graph=True)
    return (grad.flatten(1).norm(dim=1) - 1).pow(2).mean()


def train(loader, steps, device="cuda", n_critic=5, weight=10.0):
    gen, critic = Generator().to(device), Critic().to(device)
    critic(torch.zeros(1, 1, 4096, device=device))
    gen_opt = torch.optim.Adam(gen.parameters(), lr=1e-4, betas=(0.0, 0.9))
    critic_opt = torch.optim.Adam(critic.parameters(), lr=1e-4, betas=(0.0, 0.9))
    stream = itertools.chain.from_iterable(itertools.repeat(loader))

    for step in range(steps):
        for _ in range(n_critic):
            real = next(stream).to(device)
            with torch.no_grad():
                fake = gen(torch.randn(real.size(0), gen.latent, device=device))
            critic_opt.zero_grad()
            distance = critic(fake).mean() - critic(real).mean()
            (distance + weight * gradient_penalty(critic, real, fake)).backward()
            critic_opt.step()

        gen_opt.zero_grad()
        gen_loss = -critic(gen(torch.randn(real.size(0), gen.latent, device=device))).mean()
        gen_loss.backward()
        gen_opt.step()
        if step % 500 == 0:
            print(step, -distance.item(), gen_loss.item())
            torch.save(gen.state_dict(), "wavegan.pt")
    return gen
