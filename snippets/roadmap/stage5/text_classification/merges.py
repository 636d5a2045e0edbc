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
    for old in parts.values():
        for start in range(len(old)):
            if old[start : start + 2] == [left, right]:
                old[start : start + 2] = [left + right]
    print(f"{left}+{right} occurs {pairs[left, right]} times: {list(parts.values())}")
