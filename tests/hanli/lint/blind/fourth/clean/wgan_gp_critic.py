import torch
from torch import nn


class Wgan:
    def __init__(self, noise=8, dim=2, penalty=10.0):
        self.noise, self.penalty = noise, penalty
        self.generator = nn.Sequential(nn.Linear(noise, 32), nn.ReLU(), nn.Linear(32, dim))
        self.critic = nn.Sequential(nn.Linear(dim, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
        self.opt_g = torch.optim.Adam(self.generator.parameters(), lr=1e-4, betas=(0.0, 0.9))
        self.opt_c = torch.optim.Adam(self.critic.parameters(), lr=1e-4, betas=(0.0, 0.9))

    def gradient_penalty(self, real, fake):
        mix = torch.rand(real.size(0), 1)
        points = (mix * real + (1 - mix) * fake).requires_grad_(True)
        (grad,) = torch.autograd.grad(self.critic(points).sum(), points, create_graph=True)
        return ((grad.norm(2, dim=1) - 1) ** 2).mean()

    def critic_step(self, real):
        with torch.no_grad():
            fake = self.generator(torch.randn(real.size(0), self.noise))
        loss = self.critic(fake).mean() - self.critic(real).mean()
        loss = loss + self.penalty * self.gradient_penalty(real, fake)
        self.opt_c.zero_grad()
        loss.backward()
        self.opt_c.step()
        return loss.item()

    def generator_step(self, batch_size):
        loss = -self.critic(self.generator(torch.randn(batch_size, self.noise))).mean()
        self.opt_g.zero_grad()
        loss.backward()
        self.opt_g.step()
        return loss.item()


def main():
    torch.manual_seed(0)
    gan = Wgan()
    for step in range(10):
        for _ in range(5):
            critic_loss = gan.critic_step(torch.randn(64, 2) * 0.5 + 2)
        generator_loss = gan.generator_step(64)
    print(f"critic {critic_loss:.3f} generator {generator_loss:.3f}")


if __name__ == "__main__":
    main()
