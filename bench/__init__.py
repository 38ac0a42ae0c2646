"""How fast, as ratios: ours against a reference, interleaved in one run on the same machine and servers."""
