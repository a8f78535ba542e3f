"""What an answer hangs on: inputs, flip points, money."""
