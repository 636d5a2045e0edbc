import numpy as np
import onnxruntime

from hanli.data import voice_detector

session = onnxruntime.InferenceSession(voice_detector(), providers=["CPUExecutionProvider"])
rate = 16_000
time = np.arange(2 * rate) / rate
buzz = sum(0.2 / k * np.sin(2 * np.pi * 120 * k * time) for k in range(1, 30))
buzz *= 1 + 0.5 * np.sin(2 * np.pi * 4 * time)


def highest(sound, context):
    state, best = np.zeros((2, 1, 128), np.float32), 0.0
    padded = np.concatenate([np.zeros(context), sound]).astype(np.float32)
    for start in range(0, len(sound) - 511, 512):
        piece = padded[None, start : start + context + 512]
        output, state = session.run(None, {"input": piece, "state": state, "sr": np.array(rate)})
        best = max(best, float(output[0, 0]))
    return f"highest probability of speech {best:.1f}"


print("as it should be:      ", highest(buzz, 64))
print("not from -1 to 1:     ", highest(buzz * 32768, 64))  # (1)!
print("without the context:  ", highest(buzz, 0))
