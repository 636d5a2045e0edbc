from hanli.distributed import TrainingSampler, join, launch


def two_epochs():
    with join("cpu") as world:
        sampler = TrainingSampler(samples=10, batch_size=4, world=world)  # (1)!
        return [list(sampler), list(sampler)]  # (2)!


if __name__ == "__main__":
    (alone,) = launch(two_epochs, processes=1)
    both = launch(two_epochs, processes=2)
    for epoch in range(2):
        print(f"epoch {epoch}, alone:", alone[epoch])
        print(f"epoch {epoch}, two:  ", both[0][epoch], both[1][epoch])
