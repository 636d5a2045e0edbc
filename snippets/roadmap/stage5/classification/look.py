from hanli.data import FASHION_CLASSES
from hanli.projects.classification import load_data

found = load_data("fashion")
for name in ("training", "validation", "test"):
    images, labels = getattr(found, name)
    print(
        f"{name:10} {tuple(images.shape)}, of each class {sorted(set(labels.bincount().tolist()))}"
    )
print(", ".join(FASHION_CLASSES))
