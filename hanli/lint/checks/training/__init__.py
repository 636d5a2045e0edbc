"""Training: steps, epochs, the best model, and files that a run goes on from."""
