import networkx as nx
import torch
from graph_layers import normalize
from torch import nn

from hanli.data import digits

club = torch.tensor(list(nx.karate_club_graph().edges)).T  # (2, 78)
images, _ = digits()  # (1797, 1, 8, 8), (1797,)
x = images[:600].flatten(1).double()  # (600, 64)
nearest = torch.cdist(x, x).fill_diagonal_(torch.inf).topk(8, largest=False).indices  # (600, 8)
links = torch.stack((torch.arange(600).repeat_interleave(8), nearest.flatten()))  # (2, 4800)
links = links.sort(dim=0).values.unique(dim=1)
for name, graph in {"karate": normalize(club, 34), "digits": normalize(links, 600)}.items():
    torch.manual_seed(1640)
    x = torch.randn(len(graph), 8, dtype=torch.float64)
    for layers in range(1025):
        if layers in (0, 2, 16, 64, 1024):
            directions = nn.functional.normalize(x, dim=1)
            print(f"{name} {layers:4} times: {(directions @ directions.T).min():5.2f}")
        x = torch.sparse.mm(graph, x)
