import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits, split
from hanli.distributed import EvaluationSampler, evaluate, join, launch, spread, train

images, labels = digits()  # (N, 1, 8, 8), (N,)
learn, test = (TensorDataset(images[part], labels[part]) for part in split(labels, 0.8, seed=7))


def main():
    loss = nn.CrossEntropyLoss()
    with join("cpu") as world:  # (1)!
        model = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.GELU(), nn.Linear(64, 10))
        model = spread(model, world, "fsdp", layers=[model[1], model[3]])
        optimizer = torch.optim.AdamW(model.parameters(), lr=0.003)  # (2)!
        options = {"loss": loss, "optimizer": optimizer, "batch_size": 64, "epochs": 8}
        losses = train(model, learn, world=world, folder="run", every=50, **options)  # (3)!
        loader = DataLoader(test, 64, sampler=EvaluationSampler(len(test), world))
        return len(losses), evaluate(model, loader, loss, world)


if __name__ == "__main__":
    (steps, scores), other = launch(main, processes=2)
    print(f"both processes know the same: {(steps, scores) == other}")
    print(f"all test samples were counted once: {scores.samples == len(test)}")
    print(f"accuracy >= 0.85: {scores.accuracy >= 0.85}")
