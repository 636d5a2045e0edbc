from collections import Counter
from itertools import pairwise

words = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
parts = {word: list(word) for word in words}
for _ in range(5):
    pairs = Counter()
    for word, count in words.items():
        for pair in pairwise(parts[word]):
            pairs[pair] += count
    left, right = max(pairs, key=pairs.get)
    for word, old in parts.items():
        parts[word] = " ".join(old).replace(f"{left} {right}", left + right).split()
    print(f"{left}+{right} occurs {pairs[left, right]} times: {list(parts.values())}")
