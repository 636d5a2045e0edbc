import os
import signal
import subprocess
import sys

import torch
from torch import nn
from torch.utils.data import TensorDataset

from hanli.distributed import join, spread, train


def main():
    attempt = int(os.environ["TORCHELASTIC_RESTART_COUNT"])  # (1)!
    done = []

    def after_step(step):
        done.append(step)
        if (attempt, world.rank, step) == (0, 1, 7):
            os.kill(os.getpid(), signal.SIGKILL)

    with join("cpu") as world:
        model = spread(nn.Linear(8, 2), world)
        data = TensorDataset(torch.ones(40, 8), torch.ones(40, 2))
        options = {"loss": nn.MSELoss(), "world": world, "batch_size": 4, "epochs": 1}
        options["optimizer"] = torch.optim.AdamW(model.parameters())
        train(model, data, folder="run", every=5, after_step=after_step, **options)
        if world.is_first:
            print(f"attempt {attempt}: steps {done[0]} to {done[-1]}")


if __name__ == "__main__":
    if "RANK" in os.environ:
        main()
    else:
        torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
        torchrun += ["--nproc-per-node=2", "--max-restarts=1", __file__]  # (2)!
        result = subprocess.run(torchrun, capture_output=True, text=True, check=True)
        print(result.stdout, end="")
