"""Tickets: printed codes that let one person each into a workshop, once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No workshop has any yet: each is open to whoever has its link."""
    op.create_table(
        "ticket",
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("workshop", sa.String(), sa.ForeignKey("workshop.id"), nullable=False),
        sa.Column("spent", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_ticket_workshop", "ticket", ["workshop"])


def downgrade() -> None:
    """Every workshop is open again to whoever has its link."""
    op.drop_table("ticket")
