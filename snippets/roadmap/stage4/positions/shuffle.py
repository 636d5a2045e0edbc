import torch

words = ["man", "bites", "dog"]
vectors = torch.tensor([[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]])  # (3, 2)
for order in ([0, 1, 2], [2, 1, 0]):
    inputs = vectors[order]  # (3, 2)
    weights = (inputs @ inputs.mT).softmax(dim=-1)  # (3, 3)
    for index, output in zip(order, (weights @ inputs).tolist(), strict=True):
        print(words[index], [round(value, 2) for value in output], end="  ")
    print()
