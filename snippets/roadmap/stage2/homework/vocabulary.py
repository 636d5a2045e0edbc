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
indices = [index for text in validation for index in encode(text)]
print(f"unknown words in the validation set: {indices.count(1)} of {len(indices)}")
