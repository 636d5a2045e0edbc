import os

import torch
import torch.nn as nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms, utils

Z_DIM = 100


def weights_init(m):
    name = m.__class__.__name__
    if "Conv" in name:
        nn.init.normal_(m.weight, 0.0, 0.02)
    elif "BatchNorm" in name:
        nn.init.normal_(m.weight, 1.0, 0.02)
        nn.init.zeros_(m.bias)


class Generator(nn.Module):
    def __init__(self, ngf=64):
        super().__init__()
        layers = []
        cin = Z_DIM
        for i, mult in enumerate((4, 2, 1)):
            stride, pad = (1, 0) if i == 0 else (2, 1)
            layers += [
                nn.ConvTranspose2d(cin, ngf * mult, 4, stride, pad, bias=False),
                nn.BatchNorm2d(ngf * mult),
                nn.ReLU(True),
            ]
            cin = ngf * mult
        layers += [nn.ConvTranspose2d(cin, 3, 4, 2, 1), nn.Tanh()]
        self.net = nn.Sequential(*layers)

    def forward(self, z):
        return self.net(z)


class Discriminator(nn.Module):
    def __init__(self, ndf=64):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, ndf, 4, 2, 1), nn.LeakyReLU(0.2, True),
            nn.Conv2d(ndf, ndf * 2, 4, 2, 1, bias=False), nn.BatchNorm2d(ndf * 2), nn.LeakyReLU(0.2, True),
            nn.Conv2d(ndf * 2, ndf * 4, 4, 2, 1, bias=False), nn.BatchNorm2d(ndf * 4), nn.LeakyReLU(0.2, True),
            nn.Conv2d(ndf * 4, 1, 4, 1, 0),
        )

    def forward(self, x):
        return self.net(x).view(-1)


class GANTrainer:
    def __init__(self, device):
        self.device = device
        self.G = Generator().to(device).apply(weights_init)
        self.D = Discriminator().to(device).apply(weights_init)
        self.opt_g = torch.optim.Adam(self.G.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.opt_d = torch.optim.Adam(self.D.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.bce = nn.BCEWithLogitsLoss()
        self.fixed_z = torch.randn(64, Z_DIM, 1, 1, device=device)

    def step_d(self, real, fake):
        self.opt_d.zero_grad()
        out_real = self.D(real)
        loss_real = self.bce(out_real, torch.full_like(out_real, 0.9))
        loss_real.backward()
        out_fake = self.D(fake.detach())
        loss_fake = self.bce(out_fake, torch.zeros_like(out_fake))
        loss_fake.backward()
        self.opt_d.step()
        return loss_real.item() + loss_fake.item()

    def step_g(self, fake):
        self.opt_g.zero_grad()
        out = self.D(fake)
        loss = self.bce(out, torch.ones_like(out))
        loss.backward()
        self.opt_g.step()
        return loss.item()

    def run(self, loader, epochs, out_dir):
        os.makedirs(out_dir, exist_ok=True)
        for epoch in range(epochs):
            self.G.train()
            for it, (real, _) in enumerate(loader):
                real = real.to(self.device)
                z = torch.randn(real.size(0), Z_DIM, 1, 1, device=self.device)
                fake = self.G(z)
                d = self.step_d(real, fake)
                g = self.step_g(fake)
                if it % 100 == 0:
                    print(f"{epoch}/{it} D {d:.3f} G {g:.3f}")
            self.G.eval()
            with torch.no_grad():
                samples = self.G(self.fixed_z)
            utils.save_image(samples, os.path.join(out_dir, f"{epoch:03d}.png"), normalize=True, value_range=(-1, 1))
        torch.save(self.G.state_dict(), os.path.join(out_dir, "generator.pt"))


if __name__ == "__main__":
    dev = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tf = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,) * 3, (0.5,) * 3)])
    data = datasets.CIFAR10("data", train=True, download=True, transform=tf)
    GANTrainer(dev).run(DataLoader(data, 128, shuffle=True, num_workers=2, drop_last=True), 50, "samples")
