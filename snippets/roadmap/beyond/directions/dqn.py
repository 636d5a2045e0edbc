import copy

import gymnasium as gym
import torch
from dqn_update import dqn_loss, follow
from play import mean_return
from torch import nn


def train(seed, steps=2000):
    torch.manual_seed(seed)
    hidden = (nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU())
    online = nn.Sequential(*hidden, nn.Linear(64, 2)).double()
    target = copy.deepcopy(online)
    optimizer = torch.optim.Adam(online.parameters(), lr=4e-3, fused=True)
    replay, scores, best = torch.empty(steps, 11).double(), [], None
    environment = gym.make("CartPole-v1")
    observation, _ = environment.reset(seed=seed)
    for step in range(steps):
        before = torch.from_numpy(observation).double()
        explores = torch.rand(()) < max(0.05, 1 - step / 1000)
        action = int(torch.randint(2, ()) if explores else online(before).argmax())
        observation, reward, fallen, out_of_time, _ = environment.step(action)
        rest = torch.tensor([action, reward, fallen])
        replay[step] = torch.cat((before, torch.from_numpy(observation), rest))
        if fallen or out_of_time:
            observation, _ = environment.reset()
        if step >= 500 and step % 4 == 0:
            rows = replay[torch.randint(step + 1, (128,))]
            batch = rows[:, :4], rows[:, 4:8], rows[:, 8].long(), rows[:, 9], rows[:, 10]
            optimizer.zero_grad()
            dqn_loss(online, target, batch)[0].backward()
            optimizer.step()
            follow(target, online)
        if (step + 1) % 500 == 0:
            scores.append(mean_return(lambda x: online(x).argmax(), range(100, 105)))
            best = copy.deepcopy(online) if scores[-1] == max(scores) else best
    return best, scores
