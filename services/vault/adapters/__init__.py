"""What the vault reaches outside itself: files, decoders, views, keys."""
