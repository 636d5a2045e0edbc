import torch

PAD, BOS, EOS = 0, 1, 2
names = ["<pad>", "<bos>", "<eos>", "a", "b"]
logits = torch.tensor(  # (1)!
    [[0, 0, 0, 0, 0], [0, 0, 1, 3, 2], [0, 0, 0, 0, 0], [0, 0, 1, 0, 2], [0, 0, 4, 3, 0]]
)  # (5, 5)
token, written = BOS, []
while token != EOS and len(written) < 10:
    token = logits[token].argmax().item()
    written.append(names[token])
print(written)
