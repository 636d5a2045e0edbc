import shutil

import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.utils.data import TensorDataset

from hanli.data import digits
from hanli.distributed import join, launch, spread, train

data = TensorDataset(*digits())


def run(folder, epochs):
    with join("cpu") as world:
        torch.manual_seed(1640)
        network = [nn.Flatten(), nn.Linear(64, 64), nn.GELU(), nn.Dropout(0.3), nn.Linear(64, 10)]
        model = spread(nn.Sequential(*network), world)
        options = {"loss": nn.CrossEntropyLoss(), "world": world, "batch_size": 64}
        options["optimizer"] = torch.optim.AdamW(model.parameters(), lr=0.003)
        return train(model, data, epochs=epochs, folder=folder, **options)


if __name__ == "__main__":
    calm = launch(run, "calm", 2, processes=2)[0]
    launch(run, "stopped", 1, processes=2)
    shutil.copytree("stopped", "copy")
    two, one = launch(run, "stopped", 2, processes=2)[0], launch(run, "copy", 2, processes=1)[0]
    print("continued by two processes, same curve:", two == calm)
    print("continued by one, same before the stop:", one[:28] == calm[:28])  # (1)!
    print("continued by one, same after it:", one[28:] == calm[28:])
    figure, axes = plt.subplots(figsize=(7, 2.8), layout="constrained")
    axes.plot(calm, color="#888888", linewidth=6, label="never interrupted")
    axes.plot(two, color="C0", label="stopped after step 28, continued by two processes")
    axes.plot(range(28, 56), one[28:], "--", color="tab:red", label="continued by one process")
    axes.set(xlabel="step", ylabel="loss")
    axes.legend()
    figure.savefig("curve.svg")
