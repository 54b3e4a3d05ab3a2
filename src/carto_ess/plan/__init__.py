"""« Où agir d’abord ? »: the few extensions of recorded cooperations that reach the most people."""
