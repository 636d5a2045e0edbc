from pathlib import Path

from hanli.data import digits, split
from hanli.projects.classification import DataSet
from hanli.projects.classification.command import run
from hanli.projects.program import Settings

images, labels = digits()  # (1797, 1, 8, 8), (1797,)
known, test = split(labels, 0.8, seed=0)
training, validation = split(labels[known], 0.9, seed=0)
parts = (known[training], known[validation], test)
pairs = [(images[part], labels[part]) for part in parts]
found = DataSet(*pairs, classes=tuple("0123456789"), flips=False)
settings = Settings(Path("runs/own"), epochs=4, lr=0.01, device="cpu")
scores = dict(run(found, settings, name="own", batch_size=32, width=16, augment=False))
print(f"accuracy >= 0.9: {scores['network']['accuracy'] >= 0.9}")
print(f"a bundle was exported: {Path('runs/own/own-1.0.0/bundle.json').exists()}")
