from hanli.builder import ConfigError, build

conv = {"type": "conv2d", "channels": 64}
linear = {"type": "linear", "features": 10}
mistakes = [
    [conv, linear],
    [{"type": "flatten"}, conv],
    [conv, {"type": "attention"}],
    [conv, {"type": "sequence"}, {"type": "attention", "heads": 3}],
    [{"type": "pooling"}] * 4,
]
for layers in mistakes:
    try:
        build({"input": [1, 8, 8], "layers": layers})
    except ConfigError as error:
        print(error)
