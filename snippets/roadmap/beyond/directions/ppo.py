import copy

import torch
from play import mean_return
from ppo_loss import advantages, clipped_loss
from ppo_play import COUNT, LENGTH, collect, environments, network
from torch import nn
from torch.distributions import Categorical


def train(seed, steps=2000):
    torch.manual_seed(seed)
    actor, critic = network(2), network(1)
    parameters = [*actor.parameters(), *critic.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=4e-3, fused=True)
    games, scores, best = environments(), [], None
    observation, _ = games.reset(seed=seed)
    for _ in range(steps // (LENGTH * COUNT)):
        observation, x, actions, old, values, *rest = collect(games, observation, actor, critic)
        gains = advantages(rest[0], values, rest[1])
        goals = (gains + values[:-1]).flatten()
        x, actions, old, gains = (t.flatten(0, 1) for t in (x, actions, old, gains))
        gains = (gains - gains.mean()) / gains.std()
        for _ in range(10):
            for batch in torch.randperm(len(x)).split(125):
                new = Categorical(logits=actor(x[batch])).log_prob(actions[batch])
                loss = clipped_loss(new, old[batch], gains[batch])
                error = nn.functional.mse_loss(critic(x[batch])[:, 0], goals[batch])
                optimizer.zero_grad()
                (loss + 0.5 * error).backward()
                nn.utils.clip_grad_norm_(parameters, 0.5)
                optimizer.step()
        scores.append(mean_return(lambda x: actor(x).argmax(), range(100, 105)))
        best = copy.deepcopy(actor) if scores[-1] == max(scores) else best
    return best, scores
