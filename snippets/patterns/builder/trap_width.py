from torch import nn


def naive(channels, specs):
    layers = []
    for spec in specs:
        arriving = layers[-1].out_channels if layers else channels  # (1)!
        layers.append(nn.Conv2d(arriving, spec["channels"], 3, padding=1))
        if spec.get("activation"):
            layers.append(nn.ReLU())
    return nn.Sequential(*layers)


print(len(naive(1, [{"channels": 8}, {"channels": 16}])))
naive(1, [{"channels": 8, "activation": "relu"}, {"channels": 16}])
