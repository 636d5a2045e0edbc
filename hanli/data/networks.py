"""Somebody else's trained networks, as files; `python -m hanli.fetch` fetches them."""

from __future__ import annotations

from hanli import fetch


def voice_detector() -> bytes:
    """Load Silero VAD, a network of 2.3 MB in ONNX that tells speech from other sound, from the package silero-vad.

    Returns:
        The content of the ONNX file. Its inputs are `input` (sound of shape (N, 576) at 16,000 samples a second: 64
        samples of what came before and 512 new ones), `state` (2, N, 128) and `sr`, the rate; its outputs are the
        probability of speech, (N, 1), and the next state.

    Raises:
        hanli.fetch.MissingData: It was not fetched.
        hanli.fetch.DamagedData: The file is not that of the list.

    Source: <https://github.com/snakers4/silero-vad>
    """
    (content,) = fetch.read("silero_vad")
    return content


def face_networks() -> list[bytes]:
    """Load the weights of MTCNN, a detector of faces in three stages, from the package facenet-pytorch.

    Returns:
        The contents of three files, each a state dict that `torch.load` reads: those of P-Net, R-Net and O-Net.
        `hanli.projects.detection.load_mtcnn` makes networks of them.

    Raises:
        hanli.fetch.MissingData: They were not fetched.
        hanli.fetch.DamagedData: A file is not that of the list.

    Source: <https://github.com/timesler/facenet-pytorch>
    """
    return fetch.read("mtcnn")
