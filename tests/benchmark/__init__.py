"""How fast is the map, in a real browser, beside what a reader would otherwise get."""
