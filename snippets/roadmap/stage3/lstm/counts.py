from torch import nn

for kind in (nn.RNN, nn.GRU, nn.LSTM):
    for sizes in ((2, 4), (64, 128)):
        network, plain = kind(*sizes), nn.RNN(*sizes)
        count = sum(p.numel() for p in network.parameters())
        ratio = count / sum(p.numel() for p in plain.parameters())
        print(f"{kind.__name__:4} {sizes!s:9} {count:6} parameters, RNN x {ratio:.0f}")
