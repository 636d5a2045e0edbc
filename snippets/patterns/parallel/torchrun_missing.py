import subprocess
import sys

from torch.distributed.elastic.rendezvous.dynamic_rendezvous import RendezvousTimeout

command = [
    *(sys.executable, "-m", "torch.distributed.run"),
    "--nnodes=2",
    "--nproc-per-node=1",
    "--rdzv-backend=c10d",
    "--rdzv-endpoint=127.0.0.1:0",  # (1)!
    "--rdzv-conf=join_timeout=2",  # (2)!
    "train.py",
]
run = subprocess.run(command, capture_output=True, text=True)
print("exit code", run.returncode)
print(run.stderr.strip().splitlines()[-1])
usual = RendezvousTimeout()
print(f"unless told: join {usual.join.seconds} s, last call {usual.last_call.seconds} s")
