from hanli.builder import parse

parse("""
input: [1, 8, 8]
layers:
  - {type: conv2d, chanels: 16, kernel: -3}
  - {type: activation, kind: swish}
  - {type: convd, channels: 8}
  - {type: linear, features: "64"}
heads: {outputs: 10}
""")
