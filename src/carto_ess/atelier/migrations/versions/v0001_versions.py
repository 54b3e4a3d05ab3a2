"""Versions of the référentiel, and the journal of those who change it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "versions",
        sa.Column("numero", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("date", sa.String(32), nullable=False),
        sa.Column("auteur", sa.String(200), nullable=False),
        sa.Column("raison", sa.Text, nullable=False),
        sa.Column("fiches", sa.Text, nullable=False),
        sa.Column("couvertures", sa.Text, nullable=False),
    )
    op.create_table(
        "journal",
        sa.Column("rang", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("date", sa.String(32), nullable=False),
        sa.Column("auteur", sa.String(200), nullable=False),
        sa.Column("acte", sa.String(40), nullable=False),
        sa.Column("objet", sa.String(200), nullable=False),
    )
