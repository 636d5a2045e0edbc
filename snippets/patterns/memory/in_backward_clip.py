import torch

from hanli.memory import GuardedStep, StepInBackward

net = torch.nn.Linear(8, 3)
inside = StepInBackward(net, lambda parameters: torch.optim.SGD(parameters, lr=0.1))
GuardedStep(inside, clip=1.0)
