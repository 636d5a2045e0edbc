from collections import Counter, defaultdict

training = [
    ("花", "n"),
    ("花", "v"),
    ("花", "v"),
    ("看", "v"),
    ("书", "n"),
    ("书", "n"),
    ("快", "a"),
]
test = [("花", "n"), ("花", "v"), ("书", "n"), ("猫", "n"), ("跑", "v")]
tags_of = defaultdict(Counter)
for word, tag in training:
    tags_of[word][tag] += 1
memory = {word: tags.most_common(1)[0][0] for word, tags in tags_of.items()}
guesses = [memory.get(word, "n") for word, _ in test]
print(guesses)
print(
    "accuracy", sum(guess == tag for guess, (_, tag) in zip(guesses, test, strict=True)) / len(test)
)
