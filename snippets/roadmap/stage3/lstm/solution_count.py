from torch import nn


def count(inputs, hidden, layers, directions):
    total = 0
    for layer in range(layers):
        size = inputs if layer == 0 else directions * hidden
        total += directions * 4 * (hidden * size + hidden * hidden + 2 * hidden)
    return total


for layers, directions in ((1, 1), (1, 2), (2, 1), (2, 2)):
    lstm = nn.LSTM(3, 5, num_layers=layers, bidirectional=directions == 2)
    real = sum(p.numel() for p in lstm.parameters())
    own = count(3, 5, layers, directions)
    print(f"layers {layers}, directions {directions}: formula {own}, torch {real}")
