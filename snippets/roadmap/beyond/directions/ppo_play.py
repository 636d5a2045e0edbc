import gymnasium as gym
import torch
from torch import nn
from torch.distributions import Categorical

LENGTH, COUNT = 50, 10


def network(outputs):
    hidden = (nn.Linear(4, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh())
    return nn.Sequential(*hidden, nn.Linear(64, outputs)).double()


def environments():
    mode = {"autoreset_mode": gym.vector.AutoresetMode.SAME_STEP}
    return gym.make_vec("CartPole-v1", COUNT, vectorization_mode="sync", vector_kwargs=mode)


@torch.no_grad()
def collect(games, observation, actor, critic):
    """Play LENGTH steps in COUNT games; all results but the last observation are (T, B, ...)."""
    steps = []
    for _ in range(LENGTH):
        before = torch.from_numpy(observation).double()
        choice = Categorical(logits=actor(before))
        action = choice.sample()
        observation, reward, fallen, out_of_time, _ = games.step(action.numpy())
        reward, over = torch.from_numpy(reward), torch.from_numpy(fallen | out_of_time)
        value = critic(before)[:, 0]
        steps.append((before, action, choice.log_prob(action), value, reward, over))
    x, actions, old, values, rewards, over = (torch.stack(c) for c in zip(*steps, strict=True))
    last = critic(torch.from_numpy(observation).double()).T
    return observation, x, actions, old, torch.cat((values, last)), rewards, over.double()
