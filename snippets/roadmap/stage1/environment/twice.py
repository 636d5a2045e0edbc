from collections import Counter
from importlib.metadata import distributions

installed = Counter(str(found.metadata["Name"]).lower() for found in distributions())  # (1)!
for name in ("torch", "torchvision"):
    print(f"{name}: {installed[name]}")
