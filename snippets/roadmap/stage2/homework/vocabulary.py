from collections import Counter

from torchvision.models import ResNet50_Weights

names = ResNet50_Weights.DEFAULT.meta["categories"]  # (1)!
texts = [name.lower().replace("-", " ").split() for name in names]
training = [text for position, text in enumerate(texts) if position % 5]  # (2)!
validation = texts[::5]

counts = Counter(word for text in training for word in text)  # (3)!
frequent = sorted(word for word, count in counts.items() if count >= 2)
words = ["<pad>", "<unk>", *frequent]
index_of = {word: index for index, word in enumerate(words)}


def encode(text):
    return [index_of.get(word, 1) for word in text]


print("different words:", len(counts), "| in the vocabulary:", len(words))
for text in (texts[285], texts[281]):
    print(text, encode(text))
unseen = [word for text in validation for word in text]
for name, source in {"training": training, "all": texts}.items():
    counts = Counter(word for text in source for word in text)
    unknown = [sum(counts[word] < least for word in unseen) for least in (2, 1)]
    print(f"from {name:8} names: {unknown[0]:3} of {len(unseen)} words are unknown,", end=" ")
    print(f"{unknown[1]:3} if we keep words that occur once")
