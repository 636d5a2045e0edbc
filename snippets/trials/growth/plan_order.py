from graphlib import CycleError, TopologicalSorter

needs = {
    "text": [],
    "dialogue": ["text"],
    "detection": [],
    "captions": ["text", "detection"],
    "bandits": [],
    "games": ["bandits", "detection"],
}
print(list(TopologicalSorter(needs).static_order()))  # (1)!

try:
    list(TopologicalSorter(needs | {"text": ["captions"]}).static_order())
except CycleError as error:
    print(error.args[0], "of", len(error.args[1]) - 1, sorted(set(error.args[1])))
