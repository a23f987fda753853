"""Runs migrations inside the transaction of whoever asks (`app.store.migrate`): whole, or not at all."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import app.store.rows  # noqa: F401  fills the metadata that revisions are compared with


def run() -> None:
    """Migrate on the connection that the caller opened; there is no other way in."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        raise SystemExit("Use `officina migrate`.")
    context.configure(
        connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, compare_type=True
    )
    with context.begin_transaction():
        context.run_migrations()


run()
