import re
from collections import Counter

from hanli.projects.text_classification import load_data
from hanli.projects.text_classification.bpe import UNKNOWN
from hanli.projects.text_classification.trained import load_networks

found, (bpe, _) = load_data("mails"), load_networks()
read = re.compile(r"\w+|[^\w\s]+").findall
counts = Counter(word for text in found.training[0] for word in read(text.lower()))
frequent = {word for word, _ in counts.most_common(4000)}
words = [word for text in found.test[0] for word in read(text.lower())]
unknown = sum(word not in frequent for word in words) / len(words)
tokens = [token for text in found.test[0] for token in bpe.encode(text)]
print(f"4000 words: {unknown:.4f} unknown")
print(f"{len(bpe.tokens)} tokens: {tokens.count(UNKNOWN) / len(tokens):.4f} unknown")
print(f"tokens for each word: {len(tokens) / len(words):.2f}")
