import networkx as nx
import torch
from graph_layers import normalize
from torch import nn

club = nx.karate_club_graph()
graph = normalize(torch.tensor(list(club.edges)).T, 34)
torch.manual_seed(1640)
x = torch.randn(34, 8, dtype=torch.float64)  # (34, 8)
for layers in range(0, 65, 16):
    directions = nn.functional.normalize(x, dim=1)  # (34, 8)
    print(f"{layers:2} layers: smallest cosine {(directions @ directions.T).min():.2f}")
    for _ in range(16):
        x = torch.sparse.mm(graph, x)  # (34, 8)
