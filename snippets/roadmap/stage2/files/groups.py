import torch

generator = torch.Generator().manual_seed(1640)
faces = torch.rand(200, 5, generator=generator, dtype=torch.float64)
answers = torch.randint(2, (200,), generator=generator)
person = torch.arange(200).repeat_interleave(5)  # (1000,)
noise = torch.rand(1000, 5, generator=generator, dtype=torch.float64)
features = faces[person] + 0.1 * noise  # (1000, 5)
labels = answers[person]  # (1000,)


def report(title, in_test):
    train_features, test_features = features[~in_test], features[in_test]
    differences = test_features[:, None] - train_features  # (250, 750, 5)
    distance = differences.square().sum(dim=2)  # (250, 750)
    predicted = labels[~in_test][distance.argmin(dim=1)]  # (1)!
    accuracy = (predicted == labels[in_test]).double().mean().item()
    shared = len(set(person[in_test].tolist()) & set(person[~in_test].tolist()))
    print(f"{title}: {shared} people in both sets, accuracy {accuracy:.3f}")


by_sample = torch.zeros(1000, dtype=torch.bool)
by_sample[torch.randperm(1000, generator=generator)[:250]] = True
report("random split", by_sample)

test_people = torch.randperm(200, generator=generator)[:50]  # (50,)
report("split by person", torch.isin(person, test_people))
