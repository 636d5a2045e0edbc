import torch

from hanli.projects.gan import Discriminator, Generator, discriminator_loss, extract_features
from hanli.projects.gan import frechet_distance, generate, generator_loss, load_data

found = load_data("digits")
real_features = extract_features(found.judge, found.test[:500])
torch.manual_seed(0)
generator, discriminator = Generator(width=16), Discriminator(width=16)
untrained = frechet_distance(extract_features(found.judge, generate(generator, 500)), real_features)
networks = {"generator": generator, "discriminator": discriminator}
optimizers = {
    name: torch.optim.Adam(one.parameters(), lr=0.002, betas=(0.5, 0.999)) for name, one in networks.items()
}
for epoch in range(5):
    for chosen in torch.randperm(3500).split(64)[:-1]:
        real = found.training[chosen] * 2 - 1  # (64, 1, 28, 28)
        generated = generator(torch.randn(64, 32))  # (64, 1, 28, 28)
        optimizers["discriminator"].zero_grad()
        discriminator_loss(discriminator(real), discriminator(generated.detach())).backward()
        optimizers["discriminator"].step()
        optimizers["generator"].zero_grad()
        generator_loss(discriminator(generated)).backward()
        optimizers["generator"].step()
trained = frechet_distance(extract_features(found.judge, generate(generator, 500)), real_features)
noise = torch.rand(500, 1, 28, 28)
print("Fréchet distance below 40:", trained < 40)
print("half of the untrained generator's at most:", trained <= untrained / 2)
print("below that of noise:", trained < frechet_distance(extract_features(found.judge, noise), real_features))
