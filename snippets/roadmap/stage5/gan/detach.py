import torch

from hanli.data import mnist_small
from hanli.projects.gan import Discriminator, Generator, discriminator_loss, generator_loss

torch.manual_seed(0)
generator, discriminator = Generator(), Discriminator()
real = mnist_small()[0][::80] * 2 - 1  # (63, 1, 28, 28)
noise = torch.randn(63, 32)  # (63, 32)


def gradient(loss):
    generator.zero_grad()
    loss.backward()
    gradients = [parameter.grad for parameter in generator.parameters()]
    return None if gradients[0] is None else torch.cat([one.flatten() for one in gradients])


detached = gradient(
    discriminator_loss(discriminator(real), discriminator(generator(noise).detach()))
)
wrong = gradient(discriminator_loss(discriminator(real), discriminator(generator(noise))))  # (N,)
right = gradient(generator_loss(discriminator(generator(noise))))  # (N,)
print("detached:", detached)
print(f"not detached: {len(wrong):,} numbers, norm above 0: {wrong.norm().item() > 0}")
cosine = torch.nn.functional.cosine_similarity(wrong, right, dim=0)
print(f"cosine with the right gradient: {cosine:.2f}")
