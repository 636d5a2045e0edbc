import dqn
import matplotlib.pyplot as plt
import ppo
import torch
from play import falling_to_the_right, mean_return, random_action

torch.manual_seed(1640)
fresh = range(1000, 1010)
random_return = mean_return(random_action, fresh)
figure, axes = plt.subplots(1, 2, figsize=(7, 3.4), sharey=True, layout="constrained")
for axis, (name, method) in zip(axes, {"DQN": dqn, "PPO": ppo}.items(), strict=True):
    for seed, style in enumerate(("-", "--", ":")):
        best, scores = method.train(seed)
        axis.plot(range(500, 2001, 500), scores, style, label=f"seed {seed}")
        result = mean_return(lambda x, best=best: best(x).argmax(), fresh)
        print(f"{name}, seed {seed}, more than 3 times random: {result > 3 * random_return}")
    axis.axhline(mean_return(falling_to_the_right, fresh), color="C3", label="one rule")
    axis.axhline(random_return, color="C4", linestyle="-.", label="random")
    axis.set(title=name, xlabel="steps in the environment", ylim=(0, 520))
axes[0].set(ylabel="mean return of 5 episodes")
figure.legend(*axes[1].get_legend_handles_labels(), loc="outside lower center", ncols=5)
figure.savefig("curves.svg")
