import torch
from torch import nn


def dqn_loss(online, target, batch, gamma=0.99):
    observations, following, actions, rewards, fallen = batch
    with torch.no_grad():
        goals = rewards + gamma * target(following).amax(dim=1) * (1 - fallen)  # (B,)
    values = online(observations).gather(1, actions[:, None])[:, 0]  # (B,)
    return nn.functional.smooth_l1_loss(values, goals), goals


@torch.no_grad()
def follow(target, online, share=0.03):
    for slow, fast in zip(target.parameters(), online.parameters(), strict=True):
        slow.lerp_(fast, share)


if __name__ == "__main__":
    observations = torch.eye(4)[:2]  # (2, 4)
    network = nn.Linear(4, 2, bias=False)
    nn.init.constant_(network.weight, 10.0)
    actions, rewards = torch.tensor([0, 1]), torch.ones(2)  # (2,), (2,)
    fallen = torch.tensor([0.0, 1.0])  # (2,)
    batch = (observations, observations, actions, rewards, fallen)
    loss, goals = dqn_loss(network, network, batch)
    print("goals", goals)
    loss.backward()
    print("gradient\n", network.weight.grad)
