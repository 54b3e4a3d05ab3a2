"""Heavy work: a few at a time in the whole server, each in a process that ends with its visit."""
