import pickle


def top_level(samples):
    return samples


def make():
    def inside(samples):
        return samples

    return inside


functions = {"top level": top_level, "inside a function": make(), "lambda": lambda samples: samples}
for name, collate_fn in functions.items():
    try:
        pickle.dumps(collate_fn)  # (1)!
        print(f"{name:18}can be sent to a worker")
    except (AttributeError, pickle.PicklingError):
        print(f"{name:18}cannot be sent")
