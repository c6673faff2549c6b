"""How the scorer is made: speech synthesised here, training, what experts said, and the benchmark."""
