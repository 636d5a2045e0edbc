import argparse
import itertools
import os

import torch
from torch import autograd, nn, optim
from torch.utils.data import DataLoader
from torchvision import datasets, transforms
from torchvision.utils import save_image


class Generator(nn.Module):
    def __init__(self, nz=100, nf=64, nc=1):
        super().__init__()

        def up(cin, cout, k, s, p):
            return [nn.ConvTranspose2d(cin, cout, k, s, p, bias=False), nn.BatchNorm2d(cout), nn.ReLU(True)]

        self.main = nn.Sequential(
            *up(nz, nf * 4, 4, 1, 0),
            *up(nf * 4, nf * 2, 4, 2, 1),
            *up(nf * 2, nf, 4, 2, 1),
            nn.ConvTranspose2d(nf, nc, 4, 2, 1), nn.Tanh())

    def forward(self, z):
        return self.main(z[:, :, None, None])


class Critic(nn.Module):
    def __init__(self, nf=64, nc=1):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(nc, nf, 4, 2, 1), nn.LeakyReLU(0.2, True),
            nn.Conv2d(nf, nf * 2, 4, 2, 1), nn.InstanceNorm2d(nf * 2, affine=True), nn.LeakyReLU(0.2, True),
            nn.Conv2d(nf * 2, nf * 4, 4, 2, 1), nn.InstanceNorm2d(nf * 4, affine=True), nn.LeakyReLU(0.2, True),
            nn.Conv2d(nf * 4, 1, 4, 1, 0))

    def forward(self, x):
        return self.main(x).flatten()


def init_weights(m):
    if isinstance(m, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(m.weight, 0.0, 0.02)


def gradient_penalty(critic, real, fake):
    eps = torch.rand(real.size(0), 1, 1, 1, device=real.device)
    mix = (eps * real + (1 - eps) * fake).requires_grad_(True)
    score = critic(mix)
    (grad,) = autograd.grad(score.sum(), mix, create_graph=True)
    return (grad.flatten(1).norm(dim=1) - 1).pow(2).mean()


def set_grad(net, flag):
    for p in net.parameters():
        p.requires_grad_(flag)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--root", default="data")
    ap.add_argument("--iters", type=int, default=20000)
    ap.add_argument("--n-critic", type=int, default=5)
    ap.add_argument("--bs", type=int, default=64)
    ap.add_argument("--nz", type=int, default=100)
    ap.add_argument("--gp", type=float, default=10.0)
    ap.add_argument("--out", default="samples")
    o = ap.parse_args()
    os.makedirs(o.out, exist_ok=True)
    dev = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    tf = transforms.Compose([transforms.Resize(32), transforms.ToTensor(), transforms.Normalize([0.5], [0.5])])
    dl = DataLoader(datasets.MNIST(o.root, transform=tf, download=True), o.bs, shuffle=True,
                    drop_last=True, num_workers=2)
    stream = itertools.chain.from_iterable(itertools.repeat(dl))

    G, C = Generator(o.nz).to(dev), Critic().to(dev)
    G.apply(init_weights)
    C.apply(init_weights)
    g_opt = optim.Adam(G.parameters(), lr=1e-4, betas=(0.0, 0.9))
    c_opt = optim.Adam(C.parameters(), lr=1e-4, betas=(0.0, 0.9))
    fixed = torch.randn(64, o.nz, device=dev)

    for it in range(o.iters):
        set_grad(C, True)
        for _ in range(o.n_critic):
            real = next(stream)[0].to(dev)
            with torch.no_grad():
                fake = G(torch.randn(real.size(0), o.nz, device=dev))
            c_opt.zero_grad()
            wdist = C(real).mean() - C(fake).mean()
            c_loss = -wdist + o.gp * gradient_penalty(C, real, fake)
            c_loss.backward()
            c_opt.step()

        set_grad(C, False)
        g_opt.zero_grad()
        g_loss = -C(G(torch.randn(o.bs, o.nz, device=dev))).mean()
        g_loss.backward()
        g_opt.step()

        if it % 500 == 0:
            print(f"[{it}] W {wdist.item():.3f} G {g_loss.item():.3f}")
            G.eval()
            with torch.no_grad():
                save_image(G(fixed), f"{o.out}/{it:06d}.png", nrow=8, normalize=True, value_range=(-1, 1))
            G.train()
    torch.save({"G": G.state_dict(), "C": C.state_dict()}, f"{o.out}/final.pt")


if __name__ == "__main__":
    main()
