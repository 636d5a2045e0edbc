"""DCGAN on 64x64 galaxy cut-outs."""
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce


def up(cin, cout, stride, pad):
    return nn.Sequential(
        nn.ConvTranspose2d(cin, cout, 4, stride, pad, bias=False), nn.BatchNorm2d(cout), nn.ReLU(inplace=True)
    )


def down(cin, cout):
    return nn.Sequential(
        nn.Conv2d(cin, cout, 4, 2, 1, bias=False), nn.BatchNorm2d(cout), nn.LeakyReLU(0.2, inplace=True)
    )


class GalaxyGAN:
    def __init__(self, latent=100, width=64, device="cuda"):
        self.device, self.latent = device, latent
        self.gen = nn.Sequential(
            up(latent, width * 8, 1, 0),
            up(width * 8, width * 4, 2, 1),
            up(width * 4, width * 2, 2, 1),
            up(width * 2, width, 2, 1),
            nn.ConvTranspose2d(width, 3, 4, 2, 1),
            nn.Tanh(),
        ).to(device)
        self.disc = nn.Sequential(
            nn.Conv2d(3, width, 4, 2, 1),
            nn.LeakyReLU(0.2, inplace=True),
            down(width, width * 2),
            down(width * 2, width * 4),
            down(width * 4, width * 8),
            nn.Conv2d(width * 8, 1, 4, 1, 0),
            nn.Flatten(0),
        ).to(device)
        self.opt_g = torch.optim.Adam(self.gen.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.opt_d = torch.optim.Adam(self.disc.parameters(), lr=2e-4, betas=(0.5, 0.999))

    def sample(self, n):
        return self.gen(torch.randn(n, self.latent, 1, 1, device=self.device))

    def step(self, real):
        real = real.to(self.device)
        fake = self.sample(real.size(0))

        # discriminator
        self.opt_d.zero_grad()
        on_real = self.disc(real)
        on_fake = self.disc(fake.detach())
        d_loss = bce(on_real, torch.ones_like(on_real)) + bce(on_fake, torch.zeros_like(on_fake))
        d_loss.backward()
        self.opt_d.step()

        # generator
        self.opt_g.zero_grad()
        on_fake = self.disc(fake.detach())
        g_loss = bce(on_fake, torch.ones_like(on_fake))
        g_loss.backward()
        self.opt_g.step()
        return {"d_loss": d_loss.item(), "g_loss": g_loss.item()}

    def fit(self, loader, epochs):
        for epoch in range(epochs):
            for i, (images, _) in enumerate(loader):
                stats = self.step(images)
                if i % 100 == 0:
                    print(epoch, i, stats)
            torch.save({"gen": self.gen.state_dict(), "disc": self.disc.state_dict()}, f"galaxy_{epoch:03d}.pt")
