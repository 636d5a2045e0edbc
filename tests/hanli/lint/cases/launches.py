"""Started as a program: the old launcher, and the new one."""

import subprocess
import sys

import torch

if torch.cuda.is_available():
    subprocess.run([sys.executable, "-m", "torch.distributed.launch", "train.py"], check=True)  # expect: dead-api
    subprocess.run([sys.executable, "-m", "torch.distributed.run", "train.py"], check=True)
NAMES = ["torch.distributed.launch", "torchrun"]
