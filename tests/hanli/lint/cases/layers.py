"""How layers are made, and what their outputs are taken for; with look-alikes that are right."""

import copy

import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.linear = nn.Linear(size, size)

    def forward(self, x):
        return F.relu(self.linear(x))


class Stack(nn.Module):
    def __init__(self, size, depth, layer):
        super().__init__()
        block = Block(size)
        self.first = nn.ModuleList([nn.Linear(size, size)] * depth)  # expect: shared-layer
        self.second = nn.Sequential(nn.Flatten(), *[Block(size)] * depth)  # expect: shared-layer
        self.third = nn.ModuleList([block for _ in range(depth)])  # expect: shared-layer
        self.right = nn.ModuleList([Block(size) for _ in range(depth)])
        self.copies = nn.ModuleList([copy.deepcopy(block) for _ in range(depth)])
        self.plain = nn.Sequential(*[nn.ReLU()] * 2)
        self.sizes = [size] * depth
        self.scale = nn.Parameter(torch.empty(size))  # expect: uninitialized-parameter
        self.table = nn.Parameter(torch.Tensor(size, depth))  # expect: uninitialized-parameter
        self.rows = nn.Parameter(torch.Tensor([0.5, 0.5]))
        self.shift = nn.Parameter(torch.zeros(size))

    def forward(self, x):
        for layer in self.first:
            x = layer(x)
        return x * self.scale + self.shift


class Reader(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.embed = nn.Embedding(1000, size)
        self.rnn = nn.LSTM(size, size, num_layers=2)
        self.batched = nn.GRU(size, size, batch_first=True)
        layer = nn.TransformerEncoderLayer(size, 4)
        self.encoder = nn.TransformerEncoder(layer, num_layers=2)
        self.head = nn.Linear(size, 2)

    def forward(self, ids):
        output, _ = self.rnn(self.embed(ids))
        first = self.head(output[:, -1])  # expect: batch-first
        steps, _ = self.rnn(self.embed(ids.t()))
        second = self.head(steps[-1]) + self.head(steps.transpose(0, 1)[:, -1])
        output, _ = self.batched(self.embed(ids))
        third = self.head(output[:, -1, :])
        encoded = self.encoder(self.embed(ids))
        return first, second, third, self.head(encoded[:, 0, :])  # expect: batch-first


def distil(student, teacher, loader, optimizer):
    divergence = nn.KLDivLoss(reduction="batchmean")
    teacher.eval()
    for x, _ in loader:
        with torch.no_grad():
            wanted = F.softmax(teacher(x), dim=-1)
            logarithms = F.log_softmax(teacher(x), dim=-1)
        scores = student(x)
        loss = F.kl_div(F.softmax(scores, dim=-1), wanted, reduction="batchmean")  # expect: kl-arguments
        loss = loss + divergence(F.log_softmax(scores, dim=-1), F.log_softmax(scores, dim=-1))  # expect: kl-arguments
        loss = loss + divergence(F.log_softmax(scores, dim=-1), wanted)
        loss = loss + F.kl_div(F.log_softmax(scores, dim=-1), logarithms, log_target=True, reduction="batchmean")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def count_hits(model, loader, device):
    model.eval()
    hits = 0
    with torch.no_grad():
        for images, labels in loader:
            images = images.to(device)
            outputs = model(images)
            hits += (outputs.argmax(0) == labels).sum().item()  # expect: wrong-dimension
            confidence = F.softmax(outputs, dim=0).amax(1)  # expect: wrong-dimension
            hits += (outputs.argmax(dim=1) == labels).sum().item() + int(confidence.sum())
            hits += int(outputs[0].softmax(dim=0).argmax(0))
    return hits


def count_more(net, test_loader):
    net.eval()
    hits = 0
    with torch.inference_mode():
        for batch in test_loader:
            x, y = batch
            _, guess = torch.max(net(x), 0)  # expect: wrong-dimension
            hits += (guess == y).sum().item() + (net(x).max(1)[1] == y).sum().item()
    return hits


class Copier(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.embed, self.head = nn.Embedding(100, size), nn.Linear(size, 100)

    def forward(self, ids):
        x = self.embed(ids)
        return self.head(F.scaled_dot_product_attention(x, x, x, is_causal=True))

    def loss(self, ids):
        logits = self(ids)
        return F.cross_entropy(logits.permute(0, 2, 1), ids)  # expect: unshifted-target


def learn_by_differences(critic, optimizer, batches, discount):
    for states, rewards, following in batches:
        wanted = rewards + discount * critic(following).squeeze(-1)  # expect: target-with-gradient
        loss = (critic(states).squeeze(-1) - wanted).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


class Agent:
    def __init__(self, size, actions):
        self.policy_net = nn.Linear(size, actions)
        self.target_net = copy.deepcopy(self.policy_net)
        self.optimizer = torch.optim.Adam(self.policy_net.parameters())
        self.gamma = 0.99

    def learn(self, states, actions, rewards, following, done):
        chosen = self.policy_net(states).gather(1, actions).squeeze(1)
        best = self.policy_net(following).max(1)[0]  # expect: target-with-gradient
        wanted = rewards + self.gamma * best * (1 - done)
        loss = F.smooth_l1_loss(chosen, wanted)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    def learn_right(self, states, actions, rewards, following, done):
        chosen = self.policy_net(states).gather(1, actions).squeeze(1)
        with torch.no_grad():
            best = self.target_net(following).max(1)[0]
        detached = self.target_net(following).max(1)[0].detach()
        loss = F.smooth_l1_loss(chosen, rewards + self.gamma * best * (1 - done))
        loss = loss + F.mse_loss(chosen, rewards + self.gamma * detached)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


def train_language_model(model, loader, optimizer, size):
    causal = torch.tril(torch.ones(size, size))
    criterion = nn.CrossEntropyLoss()
    for ids in loader:
        logits = model(ids, causal)
        loss = criterion(logits.view(-1, logits.size(-1)), ids.view(-1))  # expect: unshifted-target
        loss = loss + F.cross_entropy(model(ids[:, :-1], causal).flatten(0, 1), ids[:, 1:].flatten())
        loss = loss + F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
        inputs, labels = ids[:, :-1], ids[:, 1:]
        loss = loss + F.cross_entropy(model(inputs, causal).transpose(1, 2), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
