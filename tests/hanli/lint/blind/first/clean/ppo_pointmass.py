"""PPO on a tiny batched point-mass task; no gym needed."""
from dataclasses import dataclass

import torch
import torch.nn as nn
from torch.distributions import Categorical


@dataclass
class Config:
    n_envs: int = 32
    horizon: int = 64
    iters: int = 100
    gamma: float = 0.99
    lam: float = 0.95
    clip: float = 0.2
    epochs: int = 4
    minibatch: int = 512
    lr: float = 3e-4
    ent: float = 0.01
    vf: float = 0.5
    max_norm: float = 0.5
    seed: int = 0


class PointMass:
    """Push a mass to the origin with one of three forces; leaving the track ends the episode."""

    def __init__(self, n, edge=1.5):
        self.n, self.edge = n, edge
        self.state = torch.zeros(n, 2)

    def reset(self, idx=None):
        idx = torch.arange(self.n) if idx is None else idx
        self.state[idx] = torch.empty(len(idx), 2).uniform_(-1, 1)
        return self.state.clone()

    def step(self, action):
        force = action.float() - 1.0
        self.state[:, 1] = (self.state[:, 1] + 0.1 * force).clamp(-1, 1)
        self.state[:, 0] = self.state[:, 0] + 0.1 * self.state[:, 1]
        done = self.state[:, 0].abs() > self.edge
        reward = -self.state[:, 0].abs() - 0.1 * self.state[:, 1].abs() - 10.0 * done.float()
        if done.any():
            self.reset(done.nonzero().squeeze(1))
        return self.state.clone(), reward, done.float()


class ActorCritic(nn.Module):
    def __init__(self, obs=2, act=3, hid=64):
        super().__init__()
        self.pi = nn.Sequential(nn.Linear(obs, hid), nn.Tanh(), nn.Linear(hid, hid), nn.Tanh(), nn.Linear(hid, act))
        self.v = nn.Sequential(nn.Linear(obs, hid), nn.Tanh(), nn.Linear(hid, hid), nn.Tanh(), nn.Linear(hid, 1))

    def forward(self, obs):
        return Categorical(logits=self.pi(obs)), self.v(obs).squeeze(-1)


@torch.no_grad()
def rollout(env, net, obs, cfg):
    keys = ("obs", "act", "logp", "rew", "done", "val")
    buf = {k: [] for k in keys}
    for _ in range(cfg.horizon):
        dist, val = net(obs)
        act = dist.sample()
        nxt, rew, done = env.step(act)
        for k, item in zip(keys, (obs, act, dist.log_prob(act), rew, done, val)):
            buf[k].append(item)
        obs = nxt
    data = {k: torch.stack(v) for k, v in buf.items()}
    last_val = net(obs)[1]
    adv = torch.zeros_like(data["rew"])
    gae = torch.zeros(cfg.n_envs)
    for t in reversed(range(cfg.horizon)):
        next_val = last_val if t == cfg.horizon - 1 else data["val"][t + 1]
        alive = 1.0 - data["done"][t]
        delta = data["rew"][t] + cfg.gamma * next_val * alive - data["val"][t]
        gae = delta + cfg.gamma * cfg.lam * alive * gae
        adv[t] = gae
    data["adv"], data["ret"] = adv, adv + data["val"]
    return {k: v.flatten(0, 1) for k, v in data.items()}, obs


def update(net, opt, data, cfg):
    n = data["obs"].size(0)
    stats = []
    for _ in range(cfg.epochs):
        for idx in torch.randperm(n).split(cfg.minibatch):
            dist, val = net(data["obs"][idx])
            adv = data["adv"][idx]
            adv = (adv - adv.mean()) / (adv.std() + 1e-8)
            ratio = (dist.log_prob(data["act"][idx]) - data["logp"][idx]).exp()
            pg = -torch.min(ratio * adv, ratio.clamp(1 - cfg.clip, 1 + cfg.clip) * adv).mean()
            v_loss = (val - data["ret"][idx]).pow(2).mean()
            entropy = dist.entropy().mean()
            loss = pg + cfg.vf * v_loss - cfg.ent * entropy
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), cfg.max_norm)
            opt.step()
            stats.append(torch.stack([pg, v_loss, entropy]).detach())
    return torch.stack(stats).mean(0).tolist()


def main():
    cfg = Config()
    torch.manual_seed(cfg.seed)
    env, net = PointMass(cfg.n_envs), ActorCritic()
    opt = torch.optim.Adam(net.parameters(), lr=cfg.lr, eps=1e-5)
    anneal = torch.optim.lr_scheduler.LinearLR(opt, 1.0, 0.1, total_iters=cfg.iters)
    obs = env.reset()
    for it in range(cfg.iters):
        data, obs = rollout(env, net, obs, cfg)
        pg, vl, ent = update(net, opt, data, cfg)
        anneal.step()
        if it % 10 == 0:
            print(f"{it:4d} rew {data['rew'].mean().item():.3f} pg {pg:.4f} v {vl:.4f} H {ent:.3f}")


if __name__ == "__main__":
    main()
