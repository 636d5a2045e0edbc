import subprocess
import sys
from pathlib import Path

script = """
from torch.utils.data import DataLoader

def keep(samples):
    return samples

{guard}
    loader = DataLoader(range(4), batch_size=2, num_workers=1, collate_fn={function},
                        multiprocessing_context="{start}")
    for batch in loader:
        print("  ", batch)
"""
guard = 'if __name__ == "__main__":'
attempts = [
    ("spawn", "if True:", "keep"),
    ("forkserver", "if True:", "keep"),
    ("spawn", guard, "lambda samples: samples"),
    ("spawn", guard, "keep"),
    ("forkserver", guard, "keep"),
]
for start, line, function in attempts:
    text = script.format(start=start, guard=line, function=function)
    Path("train_me.py").write_text(text, encoding="utf-8")
    run = subprocess.run([sys.executable, "train_me.py"], capture_output=True, text=True)  # (1)!
    outcome = "finished" if run.returncode == 0 else "failed"
    print(f"{start}, {line} {function}: {outcome}")
    print(run.stdout, end="")
    for message in ("An attempt has been made to start a new process", "PicklingError"):
        if message in run.stderr:
            print("  ", message)
