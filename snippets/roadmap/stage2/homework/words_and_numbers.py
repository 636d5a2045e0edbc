from collections import Counter

from torchvision.models import ResNet50_Weights

names = ResNet50_Weights.DEFAULT.meta["categories"]  # (1)!
texts = [name.lower().replace("-", " ").split() for name in names]
training = [text for number, text in enumerate(texts) if number % 5]  # (2)!
counts = Counter(word for text in training for word in text)
words = ["<pad>", "<unk>", *sorted(word for word, count in counts.items() if count >= 2)]  # (3)!
number_of = {word: number for number, word in enumerate(words)}


def encode(text):
    return [number_of.get(word, 1) for word in text]


print("different words:", len(counts), "| in the vocabulary:", len(words))
print(texts[285], encode(texts[285]))
print(texts[281], encode(texts[281]))
held_out = [number for text in texts[::5] for number in encode(text)]
print(f"unknown words in the validation set: {held_out.count(1)} of {len(held_out)}")
