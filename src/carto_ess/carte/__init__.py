"""What the map engine is given, and the engine."""
