import torch


def unreached(loss, parameters):
    reached, visited, to_visit = set(), set(), [loss.grad_fn]
    while to_visit:
        node = to_visit.pop()
        if node is None or node in visited:
            continue
        visited.add(node)
        if hasattr(node, "variable"):  # (1)!
            reached.add(id(node.variable))
        to_visit += [child for child, _ in node.next_functions]
    return [name for name, parameter in parameters.items() if id(parameter) not in reached]


names = ("weight", "bias", "spare")
parameters = {name: torch.tensor(0.5, requires_grad=True) for name in names}
loss = (parameters["weight"] * 3 + parameters["bias"] - 2) ** 2
print("by the graph:   ", unreached(loss, parameters))
loss.backward()
print("by the gradient:", [name for name in names if parameters[name].grad is None])
