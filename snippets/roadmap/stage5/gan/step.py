import torch

from hanli.data import mnist_small
from hanli.projects.gan import Discriminator, Generator, discriminator_loss, generator_loss

torch.manual_seed(0)
generator, discriminator = Generator(), Discriminator()
optimizers = [
    torch.optim.Adam(net.parameters(), 1e-3, betas=(0.5, 0.999))
    for net in (generator, discriminator)
]
real = mnist_small()[0][::80] * 2 - 1  # (63, 1, 28, 28)
generated = generator(torch.randn(63, 32))  # (63, 1, 28, 28)

optimizers[1].zero_grad()
loss = discriminator_loss(discriminator(real), discriminator(generated.detach()))  # (1)!
loss.backward()
optimizers[1].step()
print("gradient in the generator so far:", next(generator.parameters()).grad)

optimizers[0].zero_grad()
loss = generator_loss(discriminator(generated))  # (2)!
loss.backward()
optimizers[0].step()
print("and now:", tuple(next(generator.parameters()).grad.shape))
