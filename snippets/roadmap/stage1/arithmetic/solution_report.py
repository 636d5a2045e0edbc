import torch


def report(scores, labels):
    hit = scores.argmax(dim=1) == labels  # (N,)
    near = (scores.topk(2, dim=1).indices == labels[:, None]).any(dim=1)  # (1)!
    belongs = labels[:, None] == torch.arange(scores.shape[1])  # (2)!
    by_class = (belongs & hit[:, None]).sum(dim=0) / belongs.sum(dim=0)  # (3)!
    return hit.double().mean(), near.double().mean(), by_class


def by_loops(scores, labels):
    near, seen, right = 0, [0] * scores.shape[1], [0] * scores.shape[1]
    for row, label in zip(scores.tolist(), labels.tolist(), strict=True):
        order = sorted(range(len(row)), key=lambda index: -row[index])
        near += label in order[:2]
        seen[label] += 1
        right[label] += order[0] == label
    by_class = [r / s if s else float("nan") for r, s in zip(right, seen, strict=True)]
    return sum(right) / len(labels), near / len(labels), torch.tensor(by_class)


generator = torch.Generator().manual_seed(1640)
labels = torch.randint(0, 4, (40,), generator=generator)  # (40,)
scores = torch.rand(40, 5, generator=generator)  # (40, 5)
scores[torch.arange(40), labels] += 0.5
first, second, by_class = report(scores, labels)
print(f"first {first:.3f}, among two {second:.3f}")
print(by_class)
print(f"mean over classes {by_class.mean():.3f}, over those seen {by_class.nanmean():.3f}")

expected = by_loops(scores, labels)
same = [abs(first - expected[0]) < 1e-9, abs(second - expected[1]) < 1e-9]
print("as by loops:", all(same), torch.allclose(by_class, expected[2], equal_nan=True))
