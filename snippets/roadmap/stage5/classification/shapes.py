import torch

from hanli.projects.classification import ImageClassifier

torch.manual_seed(0)
model = ImageClassifier().eval()
images = torch.rand(5, 1, 28, 28)
features = model.features(images)  # (5, 128, 7, 7)
logits = model(images)  # (5, 10)
print(tuple(features.shape), tuple(logits.shape))
print("parameters", sum(parameter.numel() for parameter in model.parameters()))
