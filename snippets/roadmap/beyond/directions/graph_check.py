import torch
from graph_layers import GATLayer, GCNLayer, normalize

edges = torch.tensor([[0, 1, 2], [1, 2, 3]])  # (2, 3)
graph = normalize(edges, 4)
print(graph.to_dense().round(decimals=2))

torch.manual_seed(1640)
x = torch.randn(4, 3, dtype=torch.float64)  # (4, 3)
new_name = torch.tensor([2, 0, 3, 1])  # (4,)
renamed = normalize(new_name[edges], 4)
for layer in (GCNLayer(3, 2).double(), GATLayer(3, 2).double()):
    y = layer(x, graph)  # (4, 2)
    z = layer(x[new_name.argsort()], renamed)  # (4, 2)
    print(type(layer).__name__, "same result for the same node:", torch.allclose(z[new_name], y))
