import gymnasium as gym
import torch


def play(policy, seed):
    """Play one episode of CartPole and return the sum of its rewards."""
    environment = gym.make("CartPole-v1")
    observation, _ = environment.reset(seed=seed)
    total, over = 0.0, False
    while not over:
        with torch.no_grad():
            action = int(policy(torch.from_numpy(observation).double()))
        observation, reward, fallen, out_of_time, _ = environment.step(action)
        total, over = total + reward, fallen or out_of_time
    return total


def mean_return(policy, seeds):
    return sum(play(policy, seed) for seed in seeds) / len(seeds)


def random_action(_):
    return torch.randint(2, ())


def falling_to_the_right(observation):
    angle, angular_velocity = observation[2:]
    return angle + angular_velocity > 0


if __name__ == "__main__":
    torch.manual_seed(1640)
    print("random actions", mean_return(random_action, range(20)))
    print("one rule", mean_return(falling_to_the_right, range(20)))
