from contextlib import redirect_stdout
from pathlib import Path

from hanli.data import digits
from hanli.projects.classification import load_digits
from hanli.projects.gan import Pictures, Recipe
from hanli.projects.gan.command import run
from hanli.projects.program import Settings

pictures = digits()[0]  # (1797, 1, 8, 8)
found = Pictures(pictures[:1397], pictures[1397:1597], pictures[1597:], load_digits().model)
settings = Settings(Path("runs/own"), epochs=3, lr=0.002, weight_decay=0, device="cpu")
with redirect_stdout(None):  # no line for each epoch
    scores = dict(run(found, settings, Recipe(width=8, batch_size=32)))
better = scores["trained"]["frechet_distance"] < scores["noise"]["frechet_distance"]
print("closer to the digits than noise:", better)
print("kept:", Path("runs/own/generator.pt").exists())
