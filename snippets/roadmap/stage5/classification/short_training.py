import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR

from hanli.projects.classification import ImageBatches, ImageClassifier, load_data, shift
from hanli.train import PerStep, evaluate, fit

found = load_data("fashion")
training, test = [part[:3000] for part in found.training], [part[:2000] for part in found.test]
torch.manual_seed(0)
model = ImageClassifier(width=16)
loader = ImageBatches(*training, shift).loader(32, shuffle=True)
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
schedule = PerStep(CosineAnnealingLR(optimizer, T_max=3 * len(loader)))
options = {"epochs": 3, "optimizer": optimizer, "scheduler": schedule, "device": "cpu"}
fit(model, loader, loss=nn.functional.cross_entropy, **options)
scores = evaluate(model, ImageBatches(*test).loader(500), nn.functional.cross_entropy)
majority = (test[1] == training[1].mode().values).double().mean().item()
print(f"accuracy >= 0.72: {scores.accuracy >= 0.72}")
print(f"better than the most common class by 0.6: {scores.accuracy - majority >= 0.6}")
