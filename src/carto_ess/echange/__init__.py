"""Other people's tables in, and ours out in their forms: any officer's list, data.inclusion."""
