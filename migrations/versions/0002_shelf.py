"""The catalogue's shelf: what lists show and searches find of each workshop and proposal, remade from the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXTS = ("id", "kind", "workshop", "library", "title", "type", "status", "stage", "languages")
LONG = ("head", "body", "words")
NUMBERS = ("people", "notes", "seq", "asked", "done", "version")

# FTS5 over the column `words`, which holds words already folded: `ascii` takes them as they are. With
# `secure-delete` what is taken out is gone at once (https://sqlite.org/fts5.html#the_secure_delete_configuration_option).
SQLITE = (
    """CREATE VIRTUAL TABLE shelf_words USING fts5(
        words, content='shelf', content_rowid='n', tokenize='ascii', prefix='2 3', detail='none')""",
    "INSERT INTO shelf_words(shelf_words, rank) VALUES ('secure-delete', 1)",
    """CREATE TRIGGER shelf_put AFTER INSERT ON shelf BEGIN
        INSERT INTO shelf_words(rowid, words) VALUES (new.n, new.words); END""",
    """CREATE TRIGGER shelf_changed AFTER UPDATE OF words ON shelf BEGIN
        INSERT INTO shelf_words(shelf_words, rowid, words) VALUES ('delete', old.n, old.words);
        INSERT INTO shelf_words(rowid, words) VALUES (new.n, new.words); END""",
    """CREATE TRIGGER shelf_dropped AFTER DELETE ON shelf BEGIN
        INSERT INTO shelf_words(shelf_words, rowid, words) VALUES ('delete', old.n, old.words); END""",
)
# Without a list of what waits to be indexed: each search would have to read it.
POSTGRES = (
    """CREATE INDEX shelf_words ON shelf USING gin (array_to_tsvector(array_remove(string_to_array(words, ' '), '')))
        WITH (fastupdate = off)""",
)


def upgrade() -> None:
    """Make the shelf, empty: what is missing on it is put there from the journal."""
    op.create_table(
        "shelf",
        sa.Column("n", sa.Integer(), primary_key=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in TEXTS),
        *(sa.Column(name, sa.Text(), nullable=False) for name in LONG),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in NUMBERS),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ix_shelf_workshop", "shelf", ["workshop"])
    op.create_index("ix_shelf_library", "shelf", ["library", "at"])
    connection = op.get_bind()
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRES:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Take it away."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE shelf_words")
    op.drop_table("shelf")
