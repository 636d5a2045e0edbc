import torch
from torch import nn


def normalize(edges, nodes):
    """D^-1/2 (A + I) D^-1/2 as a sparse matrix, from edges (2, E) that name each pair once."""
    loops = torch.arange(nodes).expand(2, nodes)
    indices = torch.cat((edges, edges.flip(0), loops), dim=1)
    scale = indices[0].bincount(minlength=nodes).double() ** -0.5
    values, size = scale[indices[0]] * scale[indices[1]], (nodes, nodes)
    return torch.sparse_coo_tensor(indices, values, size, check_invariants=True).coalesce()


class GCNLayer(nn.Linear):
    def forward(self, x, graph):
        return torch.sparse.mm(graph, super().forward(x))


class GATLayer(nn.Linear):
    def __init__(self, inputs, outputs):
        super().__init__(inputs, outputs)
        self.receiver, self.sender = nn.Linear(outputs, 1), nn.Linear(outputs, 1)

    def forward(self, x, graph):
        hidden, indices = super().forward(x), graph.indices()
        scores = self.receiver(hidden)[indices[0], 0] + self.sender(hidden)[indices[1], 0]
        scores = nn.functional.leaky_relu(scores, 0.2)
        pairs = torch.sparse_coo_tensor(indices, scores, graph.shape, check_invariants=True)
        return torch.sparse.mm(torch.sparse.softmax(pairs, dim=1), hidden)
