"""Proposals from the field, and the drafts of officers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "propositions",
        sa.Column("numero", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("date", sa.String(32), nullable=False),
        sa.Column("etat", sa.String(20), nullable=False),
        sa.Column("fiche", sa.String(80), nullable=False),
        sa.Column("structure", sa.String(300), nullable=False),
        sa.Column("mots", sa.Text, nullable=False),
        sa.Column("changements", sa.Text, nullable=False),
        sa.Column("courriel", sa.String(254)),
        sa.Column("reponse", sa.Text, nullable=False),
        sa.Column("traitee_le", sa.String(32)),
        sa.Column("traitee_par", sa.String(200), nullable=False),
    )
    op.create_index("ix_propositions_etat", "propositions", ["etat", "date"])
    op.create_table(
        "brouillons",
        sa.Column("auteur", sa.String(200), primary_key=True),
        sa.Column("depuis", sa.Integer, nullable=False),
        sa.Column("date", sa.String(32), nullable=False),
        sa.Column("fiches", sa.Text, nullable=False),
        sa.Column("couvertures", sa.Text, nullable=False),
    )
