"""How the recogniser is made: speech synthesised here, training, calibration and the benchmark."""
