import io
from contextlib import redirect_stdout

from torch import nn
from torchinfo import summary

net = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 10))
for verbose in (1, 0):
    screen = io.StringIO()
    with redirect_stdout(screen):  # catch what would appear on the screen
        report = summary(net, input_size=(16, 1, 28, 28), verbose=verbose)
        print(report)
    tables = screen.getvalue().count("Total params")
    print(f"verbose={verbose}: the table appears {tables} time(s)")
