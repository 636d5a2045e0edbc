import torch

from hanli.export import load_bundle, save_bundle
from hanli.projects.detection import decode, load_digit_detector, load_scenes

scenes = load_scenes("test", 4)
images = scenes.images.float() / 255  # (4, 3, 96, 96)
model = load_digit_detector()
classes = tuple("0123456789")
options = {"name": "digits", "version": "1.0.0", "classes": classes, "output_shape": (15, 12, 12)}
bundle = load_bundle(save_bundle(model, images, "models", **options))
raw = bundle.module(images)  # (4, 15, 12, 12)
with torch.no_grad():
    print("equal to the network:", torch.allclose(raw, model(images), atol=1e-4))
for one in decode(raw, threshold=0.5):
    print([bundle.classes[label] for label in one["labels"]])
