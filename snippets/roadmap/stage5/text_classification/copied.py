import torch

from hanli.data import split
from hanli.projects.text_classification import prepare_mails

texts, groups, copied = prepare_mails()
print(f"mails {len(texts)}, copies {sum(copy is not None for copy in copied)}")
kept = [index if copy is None else copy for index, copy in enumerate(copied)]  # (1)!
labels = torch.tensor([int(group.startswith("spam")) for group in groups])
training, test = split(labels, 0.8, seed=0)
seen = {kept[index] for index in training.tolist()}
leaked = [kept[index] in seen for index in test.tolist()]
print(f"test mails {len(leaked)}, with a copy in the training part {sum(leaked) / len(leaked):.3f}")
