"""The first schema: journal, vault and acts; workshops, people and their terms; media; what was removed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    make_people()
    make_workshops()
    make_journal()
    make_removals()


def text(name: str, *, null: bool = False, key: bool = False) -> sa.Column:
    """A column of characters."""
    return sa.Column(name, sa.String(), nullable=null, primary_key=key)


def number(name: str, *, null: bool = False, key: bool = False) -> sa.Column:
    """A column of whole numbers."""
    return sa.Column(name, sa.Integer(), nullable=null, primary_key=key, autoincrement=False)


def moment(name: str, *, null: bool = False) -> sa.Column:
    """A column of milliseconds since 1970."""
    return sa.Column(name, sa.BigInteger(), nullable=null)


def make_people() -> None:
    """Libraries, their users, who is signed in, and wrong attempts."""
    op.create_table("library", text("id", key=True), text("name"), text("isil"))
    op.create_table(
        "user",
        text("id", key=True),
        text("library"),
        text("email"),
        text("name"),
        text("password"),
        text("roles"),
        sa.Column("active", sa.Boolean(), nullable=False),
        number("revoked"),
        moment("created_at"),
        sa.ForeignKeyConstraint(["library"], ["library.id"]),
        sa.UniqueConstraint("email"),
    )
    op.create_index("ix_user_library", "user", ["library"])
    op.create_table(
        "session",
        text("token", key=True),
        text("user"),
        number("revoked"),
        moment("created_at"),
        moment("expires_at"),
        sa.ForeignKeyConstraint(["user"], ["user.id"]),
    )
    op.create_index("ix_session_user", "session", ["user"])
    op.create_table(
        "join_failure",
        text("door", key=True),
        text("place", key=True),
        sa.Column("slot", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False),
        number("count"),
    )
    op.create_table(
        "notice",
        number("version", key=True),
        text("language", key=True),
        sa.Column("text", sa.Text(), nullable=False),
        text("basis"),
        number("months"),
        moment("at"),
    )


def make_workshops() -> None:
    """Workshops, who leads them and who takes part."""
    op.create_table(
        "workshop",
        text("id", key=True),
        number("last_seq"),
        text("epoch"),
        number("purged"),
        text("library"),
        text("code"),
        text("title"),
        text("question"),
        text("pack"),
        text("languages"),
        text("state"),
        number("notice"),
        moment("created_at"),
        moment("starts_at", null=True),
        moment("started_at", null=True),
        moment("closed_at", null=True),
        sa.ForeignKeyConstraint(["library"], ["library.id"]),
        sa.UniqueConstraint("code"),
    )
    op.create_index("ix_workshop_library", "workshop", ["library"])
    op.create_table(
        "staff",
        text("workshop", key=True),
        text("user", key=True),
        text("role"),
        sa.ForeignKeyConstraint(["workshop"], ["workshop.id"]),
        sa.ForeignKeyConstraint(["user"], ["user.id"]),
    )
    op.create_index("ix_staff_user", "staff", ["user"])
    op.create_table(
        "participant",
        text("workshop", key=True),
        text("person", key=True),
        text("receipt"),
        text("language"),
        number("notice"),
        text("basis"),
        text("extras"),
        moment("joined_at"),
        moment("keep_until"),
        moment("erased_at", null=True),
        sa.ForeignKeyConstraint(["workshop"], ["workshop.id"]),
        sa.UniqueConstraint("receipt"),
    )


def make_journal() -> None:
    """What happened, what is personal in it, and which commands did it."""
    op.create_table(
        "event",
        text("workshop", key=True),
        number("seq", key=True),
        text("act", null=True),
        moment("at", null=True),
        text("person", null=True),
        text("kind"),
        number("version"),
        sa.Column("body", sa.Text(), nullable=False),
        text("mark"),
    )
    op.create_table(
        "act",
        text("workshop", key=True),
        text("person", key=True),
        text("act_id", key=True),
        text("digest"),
        number("first", null=True),
        number("last", null=True),
    )
    op.create_table(
        "vault",
        text("workshop", key=True),
        number("ref", key=True),
        text("person", null=True),
        sa.Column("content", sa.Text(), nullable=False),
    )
    op.create_index("ix_vault_person", "vault", ["workshop", "person"])
    op.create_table(
        "snapshot",
        text("workshop", key=True),
        number("seq"),
        number("version"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "outcome",
        text("id", key=True),
        text("workshop"),
        text("library"),
        text("title"),
        text("type"),
        text("status"),
        moment("at"),
    )
    op.create_index("ix_outcome_workshop", "outcome", ["workshop"])
    op.create_index("ix_outcome_library", "outcome", ["library"])


def make_removals() -> None:
    """Media, and the removals that ledger and files must follow."""
    op.create_table(
        "media",
        text("workshop", key=True),
        text("id", key=True),
        text("person"),
        text("type"),
        number("w"),
        number("h"),
        number("size"),
        text("digest"),
        moment("at"),
    )
    op.create_index("ix_media_person", "media", ["workshop", "person"])
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), primary_key=True),
        text("workshop"),
        text("person", null=True),
        text("ballot", null=True),
        number("seq"),
        moment("at", null=True),
        sa.Column("settled", sa.Boolean(), nullable=False),
    )


def downgrade() -> None:
    """Remove every table."""
    for name in ("erasure", "media", "outcome", "snapshot", "vault", "act", "event", "participant", "staff",
                 "workshop", "notice", "join_failure", "session", "user", "library"):  # fmt: skip
        op.drop_table(name)
