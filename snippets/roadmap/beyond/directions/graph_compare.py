import networkx as nx
import torch
from graph_layers import GATLayer, GCNLayer, normalize
from graph_methods import DenseLayer, learn, propagate

from hanli.data import digits

methods = {"MLP": DenseLayer, "GCN": GCNLayer, "GAT": GATLayer, "propagation": None}


def report(name, x, graph, labels, chosen):
    one, other = graph.indices()[:, graph.indices().diff(dim=0)[0] != 0]
    same = (labels[one] == labels[other]).double().mean()
    print(f"{name:7} neighbors of the same class: {same:.2f}")
    for method, layer in methods.items():
        scores = []
        for seed, known in enumerate(chosen):
            args = (graph, labels, known)
            found = learn(layer, x, *args, seed) if layer else propagate(*args)
            right = (found == labels).double()
            right[known] = 0
            scores.append(right.sum().item() / (len(labels) - len(known)))
        print(f"{name:7} {method:11}", *(f"{score:.2f}" for score in scores))


club = nx.karate_club_graph()
officer = torch.tensor([club.nodes[node]["club"] == "Officer" for node in club]).long()  # (34,)
graph = normalize(torch.tensor(list(club.edges)).T, 34)
report("karate", torch.eye(34).double(), graph, officer, [torch.tensor([0, 33])] * 3)

images, labels = digits()  # (1797, 1, 8, 8), (1797,)
x, labels = images[:600].flatten(1).double(), labels[:600]  # (600, 64), (600,)
nearest = torch.cdist(x, x).fill_diagonal_(torch.inf).topk(8, largest=False).indices  # (600, 8)
edges = torch.stack((torch.arange(600).repeat_interleave(8), nearest.flatten()))
graph = normalize(edges.sort(dim=0).values.unique(dim=1), 600)
orders = [torch.randperm(600, generator=torch.Generator().manual_seed(seed)) for seed in range(3)]
two_each = [torch.cat([o[labels[o] == c][:2] for c in range(10)]) for o in orders]
report("digits", x, graph, labels, two_each)
