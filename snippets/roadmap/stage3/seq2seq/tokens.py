import torch
from torch.nn.utils.rnn import pad_sequence

PAD, BOS, EOS = 0, 1, 2
texts = ["2024-09-06", "1999-12-31"]
characters = sorted(set("".join(texts)))
index = {character: number for number, character in enumerate(characters, start=3)}
print(index)
sequences = [torch.tensor([BOS, *(index[c] for c in text), EOS]) for text in texts]
targets = pad_sequence(sequences, batch_first=True, padding_value=PAD)  # (2, 12)
print("target ", targets[0].tolist())
print("inputs ", targets[0, :-1].tolist())
print("labels ", targets[0, 1:].tolist())
