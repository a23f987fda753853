"""Rehearsals: which workshop one rehearses, how fast its scripted people are, and which process plays them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every workshop that there is is a real one."""
    op.add_column("workshop", sa.Column("origin", sa.String(), nullable=True))
    op.create_table(
        "rehearsal",
        sa.Column("workshop", sa.String(), sa.ForeignKey("workshop.id"), primary_key=True),
        sa.Column("pace", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("player", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    """Forget which ones they are."""
    op.drop_table("rehearsal")
    with op.batch_alter_table("workshop") as workshop:
        workshop.drop_column("origin")
