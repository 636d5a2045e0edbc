"""Final states of recurrent layers, viewed wrongly and rightly."""

import torch
from torch import nn


class Bidirectional(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.lstm = nn.LSTM(8, hidden, batch_first=True, bidirectional=True)
        self.gru = nn.GRU(8, hidden, num_layers=2)
        self.single = nn.GRU(8, hidden, batch_first=True)
        self.head = nn.Linear(2 * hidden, 2)

    def forward(self, x):
        _, (h_n, c_n) = self.lstm(x)
        batch, _, _ = x.shape
        a = self.head(h_n.view(x.size(0), -1))  # expect: mixed-axes
        b = self.head(torch.reshape(c_n, (len(x), -1)))  # expect: mixed-axes
        c = self.head(h_n.contiguous().view(batch, 64))  # expect: mixed-axes
        return a, b, c

    def steps_first(self, x, batch_size):
        output, state = self.gru(x)
        return self.head(state.reshape(batch_size, -1)), output  # expect: mixed-axes

    def whole(self, x):
        output, hidden = self.lstm(x)
        return self.head(hidden[0][-2:].reshape(x.shape[0], -1)), output  # expect: mixed-axes

    def by_place(self, x):
        output, hidden = self.lstm(x)
        return self.head(hidden[0].reshape(x.shape[0], -1)), output  # expect: mixed-axes

    def own_batch(self, x):
        _, (h_n, _) = self.lstm(x)
        return self.head(h_n.view(h_n.shape[1], -1))  # expect: mixed-axes

    def right(self, x):
        _, (h_n, c_n) = self.lstm(x)
        a = h_n.transpose(0, 1).reshape(x.size(0), -1)
        b = torch.cat([c_n[0], c_n[1]], dim=1)
        c = h_n.view(1, 2, x.size(0), -1)[-1]
        d = h_n.view(h_n.size(0), -1)
        return a, b, c, d

    def right_with_one_layer(self, x):
        output, h_n = self.single(x)
        return h_n.view(x.size(0), -1), output.reshape(x.size(0), -1)

    def right_output(self, x):
        output, _ = self.lstm(x)
        return output.reshape(x.size(0), -1)


class Stacked(nn.Module):
    def __init__(self, hidden, layers=3, one=1):
        super().__init__()
        self.rnn = nn.RNN(4, hidden, layers, batch_first=True)
        self.flat = nn.RNN(4, hidden, one, batch_first=True)

    def forward(self, x):
        _, h = self.rnn(x)
        _, only = self.flat(x)
        return h.view(x.shape[0], -1), only.view(x.shape[0], -1)  # expect: mixed-axes
