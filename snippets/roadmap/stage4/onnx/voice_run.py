import numpy as np
import onnxruntime

from hanli.data import voice_detector

session = onnxruntime.InferenceSession(voice_detector(), providers=["CPUExecutionProvider"])
rate = 16_000
time = np.arange(2 * rate) / rate
buzz = sum(0.2 / k * np.sin(2 * np.pi * 120 * k * time) for k in range(1, 30))
sounds = {
    "silence": np.zeros(2 * rate),
    "noise": np.random.default_rng(1640).normal(0, 0.1, 2 * rate),
    "tone": 0.3 * np.sin(2 * np.pi * 440 * time),
    "buzz": buzz * (1 + 0.5 * np.sin(2 * np.pi * 4 * time)),  # (1)!
}
for name, sound in sounds.items():
    state = np.zeros((2, 1, 128), np.float32)
    before, highest = np.zeros((1, 64), np.float32), 0.0
    for start in range(0, len(sound) - 511, 512):
        piece = sound[None, start : start + 512].astype(np.float32)
        given = {"input": np.concatenate([before, piece], axis=1), "state": state}
        output, state = session.run(None, given | {"sr": np.array(rate)})  # (2)!
        before, highest = piece[:, -64:], max(highest, float(output[0, 0]))
    print(f"{name:7} highest probability of speech {highest:.1f}, speech: {highest > 0.5}")
