"""The library of Han Li's PyTorch path.

One module per subject. Importing the package loads none of them, so `import hanli` is quick and
works without torch; import the module you need, for example `from hanli.seed import seeded`.
"""

__version__ = "0.1.0"
