# %%
"""Energy and force regression for small molecules (padded batches)."""
import torch
from torch import nn

from md17 import molecule_batches  # z (B,N) long, pos (B,N,3), energy (B,), force (B,N,3)

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


# %%
def pair_distances(pos):
    diff = pos.unsqueeze(2) - pos.unsqueeze(1)
    d2 = diff.pow(2).sum(-1)
    apart = d2 > 0
    return torch.where(apart, d2.sqrt(), 0.0)


class PairNet(nn.Module):
    def __init__(self, hidden=64, n_rbf=32, cutoff=5.0):
        super().__init__()
        self.cutoff = cutoff
        self.gamma = (n_rbf / cutoff) ** 2
        self.register_buffer("centers", torch.linspace(0.0, cutoff, n_rbf))
        self.species = nn.Embedding(100, hidden)
        self.filters = nn.Sequential(nn.Linear(n_rbf, hidden), nn.SiLU(), nn.Linear(hidden, hidden))
        self.readout = nn.Sequential(nn.Linear(hidden, hidden), nn.SiLU(), nn.Linear(hidden, 1))

    def forward(self, z, pos):
        real = z > 0
        eye = torch.eye(z.size(1), dtype=torch.bool, device=z.device)
        pairs = real.unsqueeze(2) & real.unsqueeze(1) & ~eye
        dist = pair_distances(pos)
        rbf = torch.exp(-self.gamma * (dist.unsqueeze(-1) - self.centers).pow(2))
        envelope = 0.5 * (torch.cos(torch.pi * (dist / self.cutoff).clamp(max=1.0)) + 1.0)
        weight = self.filters(rbf) * (envelope * pairs).unsqueeze(-1)
        atoms = self.species(z)
        atoms = atoms + (weight * atoms.unsqueeze(1)).sum(2)
        return (self.readout(atoms).squeeze(-1) * real).sum(1)


def energy_and_force(net, z, pos):
    pos = pos.detach().requires_grad_(True)
    energy = net(z, pos)
    (slope,) = torch.autograd.grad(energy.sum(), pos, create_graph=net.training)
    return energy, -slope


# %%
net = PairNet().to(DEVICE)
opt = torch.optim.Adam(net.parameters(), lr=5e-4)
net.train()

for step, (z, pos, e_ref, f_ref) in enumerate(molecule_batches("aspirin", split="train", batch_size=32)):
    z, pos, e_ref, f_ref = (t.to(DEVICE) for t in (z, pos, e_ref, f_ref))
    energy, force = energy_and_force(net, z, pos)
    real = (z > 0).unsqueeze(-1)
    e_loss = (energy - e_ref).pow(2).mean()
    f_loss = ((force - f_ref) * real).pow(2).sum() / (3 * real.sum())
    loss = 0.01 * e_loss + f_loss
    opt.zero_grad()
    loss.backward()
    opt.step()
    if step % 200 == 0:
        print(f"{step:6d}  E {e_loss.item():.4f}  F {f_loss.item():.4f}")

torch.save(net.state_dict(), "pairnet_aspirin.pt")
