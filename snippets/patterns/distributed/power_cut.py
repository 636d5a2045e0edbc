import os
import signal

import torch
from torch import nn
from torch.utils.data import TensorDataset

from hanli.data import digits
from hanli.distributed import ProcessFailedError, join, launch, spread, train

data = TensorDataset(*digits())


def run(folder, killed=None):
    def after_step(step):
        if (world.rank, step) == killed:
            os.kill(os.getpid(), signal.SIGKILL)  # (1)!

    with join("cpu") as world:
        torch.manual_seed(1640)
        network = [nn.Flatten(), nn.Linear(64, 64), nn.GELU(), nn.Dropout(0.3), nn.Linear(64, 10)]
        model = spread(nn.Sequential(*network), world)
        options = {"loss": nn.CrossEntropyLoss(), "world": world, "batch_size": 64, "epochs": 2}
        options["optimizer"] = torch.optim.AdamW(model.parameters(), lr=0.003)
        losses = train(model, data, folder=folder, every=10, after_step=after_step, **options)
        return losses, nn.utils.parameters_to_vector(model.parameters()).detach()


if __name__ == "__main__":
    calm, weights = launch(run, "calm", processes=2)[0]
    try:
        launch(run, "stormy", (1, 37), processes=2)
    except ProcessFailedError as error:
        print(error)
    found, again = launch(run, "stormy", processes=2)[0]  # (2)!
    print(f"loss of {len(found)} steps, equal bit for bit: {found == calm}")
    print(f"weights, equal bit for bit: {torch.equal(again, weights)}")
