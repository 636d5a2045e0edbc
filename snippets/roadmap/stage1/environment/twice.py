from collections import Counter
from importlib.metadata import distributions

counted = Counter(found.metadata["Name"].lower() for found in distributions())
for name in ("torch", "torchvision"):
    print(f"{name:11} installed once:", counted[name] == 1)
