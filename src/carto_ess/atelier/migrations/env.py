"""Runs migrations inside the transaction that `carto_ess.atelier.base` opened."""

from alembic import context

context.configure(connection=context.config.attributes["connexion"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
