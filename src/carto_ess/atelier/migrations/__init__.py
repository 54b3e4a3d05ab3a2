"""How the tables of the workshop came to be, step by step; run by Alembic when a base is opened."""
