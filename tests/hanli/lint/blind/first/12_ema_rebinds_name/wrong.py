import copy

import torch
import torch.nn as nn
import torch.nn.functional as F


class MeanTeacher:
    """Semi-supervised consistency training with an EMA teacher."""

    def __init__(self, student: nn.Module, lr: float = 1e-3, decay: float = 0.995, w_cons: float = 10.0):
        self.student = student
        self.teacher = copy.deepcopy(student).eval().requires_grad_(False)
        self.decay = decay
        self.w_cons = w_cons
        self.opt = torch.optim.Adam(student.parameters(), lr=lr)

    @torch.no_grad()
    def update_teacher(self):
        for t, s in zip(self.teacher.parameters(), self.student.parameters()):
            t = self.decay * t + (1.0 - self.decay) * s
        for t, s in zip(self.teacher.buffers(), self.student.buffers()):
            t.copy_(s)

    def train_step(self, x_lab, y, x_unl_weak, x_unl_strong):
        self.student.train()
        sup = F.cross_entropy(self.student(x_lab), y)
        with torch.no_grad():
            target = self.teacher(x_unl_weak).softmax(dim=-1)
        cons = F.mse_loss(self.student(x_unl_strong).softmax(dim=-1), target)
        loss = sup + self.w_cons * cons

        self.opt.zero_grad(set_to_none=True)
        loss.backward()
        self.opt.step()
        self.update_teacher()
        return {"sup": sup.item(), "cons": cons.item()}

    @torch.no_grad()
    def predict(self, x):
        return self.teacher(x).argmax(dim=-1)
