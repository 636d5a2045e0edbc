import random
from collections import deque

import gymnasium as gym
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Categorical


def net(n_obs, n_act, h=128):
    return nn.Sequential(nn.Linear(n_obs, h), nn.ReLU(), nn.Linear(h, h), nn.ReLU(), nn.Linear(h, n_act))


class Replay:
    def __init__(self, capacity):
        self.buf = deque(maxlen=capacity)

    def push(self, *transition):
        self.buf.append(transition)

    def sample(self, n):
        s, a, r, s2, d = zip(*random.sample(self.buf, n))
        return (
            torch.as_tensor(np.stack(s), dtype=torch.float32),
            torch.tensor(a).unsqueeze(1),
            torch.tensor(r, dtype=torch.float32),
            torch.as_tensor(np.stack(s2), dtype=torch.float32),
            torch.tensor(d, dtype=torch.float32),
        )

    def __len__(self):
        return len(self.buf)


class DQN:
    def __init__(self, n_obs, n_act, gamma=0.99):
        self.n_act, self.gamma = n_act, gamma
        self.q = net(n_obs, n_act)
        self.q_target = net(n_obs, n_act)
        self.q_target.load_state_dict(self.q.state_dict())
        self.opt = torch.optim.Adam(self.q.parameters(), lr=5e-4)

    def act(self, obs, eps):
        if random.random() < eps:
            return random.randrange(self.n_act)
        with torch.no_grad():
            return self.q(torch.as_tensor(obs, dtype=torch.float32)).argmax().item()

    def learn(self, batch):
        s, a, r, s2, done = batch
        q_sa = self.q(s).gather(1, a).squeeze(1)
        with torch.no_grad():
            best = self.q(s2).argmax(dim=1, keepdim=True)
            target = r + self.gamma * (1 - done) * self.q_target(s2).gather(1, best).squeeze(1)
        loss = F.smooth_l1_loss(q_sa, target)
        self.opt.zero_grad()
        loss.backward()
        nn.utils.clip_grad_value_(self.q.parameters(), 100)
        self.opt.step()

    def sync(self):
        self.q_target.load_state_dict(self.q.state_dict())


def run_dqn(env, steps=50_000):
    agent, memory = DQN(env.observation_space.shape[0], int(env.action_space.n)), Replay(20_000)
    obs, _ = env.reset(seed=0)
    ret, returns = 0.0, []
    for t in range(steps):
        action = agent.act(obs, eps=max(0.05, 1 - t / 10_000))
        nxt, reward, terminated, truncated, _ = env.step(action)
        memory.push(obs, action, reward, nxt, terminated)
        ret += reward
        obs = nxt
        if terminated or truncated:
            returns.append(ret)
            obs, _ = env.reset()
            ret = 0.0
        if len(memory) >= 1000:
            agent.learn(memory.sample(64))
        if t % 500 == 0:
            agent.sync()
    return agent, returns


def run_reinforce(env, episodes=800, gamma=0.99):
    policy = net(env.observation_space.shape[0], int(env.action_space.n))
    opt = torch.optim.Adam(policy.parameters(), lr=1e-3)
    for ep in range(episodes):
        obs, _ = env.reset()
        log_probs, rewards, done = [], [], False
        while not done:
            dist = Categorical(logits=policy(torch.as_tensor(obs, dtype=torch.float32)))
            action = dist.sample()
            log_probs.append(dist.log_prob(action))
            obs, reward, terminated, truncated, _ = env.step(action.item())
            rewards.append(float(reward))
            done = terminated or truncated
        g, returns = 0.0, []
        for r in reversed(rewards):
            g = r + gamma * g
            returns.append(g)
        returns = torch.tensor(returns[::-1])
        adv = (returns - returns.mean()) / (returns.std(unbiased=False) + 1e-8)
        loss = -(torch.stack(log_probs) * adv).sum()
        opt.zero_grad()
        loss.backward()
        opt.step()
        if ep % 50 == 0:
            print(ep, sum(rewards))
    return policy


if __name__ == "__main__":
    cartpole = gym.make("CartPole-v1")
    _, history = run_dqn(cartpole)
    print("dqn last 20", np.mean(history[-20:]))
    run_reinforce(cartpole)
