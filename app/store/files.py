"""Keeps pictures and recordings as files, one folder per workshop, with a row each."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import and_, delete, func, select
from sqlalchemy.exc import IntegrityError

from .db import Database
from .keys import derive
from .rows import MediaRow, table
from .trouble import IdReused, Unavailable

SAFE_ID = re.compile(r"[0-9a-z][0-9a-z-]{0,63}")
media_t = table("media")


@dataclass(frozen=True, slots=True)
class Medium:
    """A kept file: `type` is its media type, `w` and `h` are pixels, `size` bytes."""

    workshop: str
    id: str
    person: str
    type: str
    w: int
    h: int
    size: int


class Files:
    """The folder of media and its table; every method is a short transaction of its own."""

    def __init__(self, database: Database, folder: Path, key: bytes) -> None:
        self.database, self.folder, self.key = database, folder, derive(key, "media")

    def put(
        self, workshop: str, id: str, person: str, content: bytes, *, type: str, w: int, h: int, at: int
    ) -> Medium:
        """Keep a file under the id its client gave it; the same content again changes nothing.

        It is on the disk when this returns. Raises `ValueError` for an id that isn't one, `IdReused` when the
        id came with other content or from another person, `Unavailable` when the disk is full.
        """
        digest = hmac.new(self.key, content, hashlib.sha256).hexdigest()
        row = MediaRow(workshop=workshop, id=self.checked(id), person=person, type=type, w=w, h=h,
                       size=len(content), digest=digest, at=at)  # fmt: skip
        known = self._known(row)
        if known is not None:
            return known
        if not keep_whole(self.path(workshop, id), content):
            self._known(row)  # somebody else's upload may just have got its row
            keep_whole(self.path(workshop, id), content, over=True)
        try:
            with self.database.session() as session:
                session.add(row)
        except IntegrityError:  # the same upload twice at once
            known = self._known(row)
            if known is None:
                raise
            return known
        return Medium(workshop, id, person, type, w, h, len(content))

    def _known(self, row: MediaRow) -> Medium | None:
        with self.database.view() as session:
            found = session.get(MediaRow, (row.workshop, row.id))
            if found is None:
                return None
            if (found.digest, found.person) != (row.digest, row.person):
                raise IdReused(row.id)
            return medium(found)

    def get(self, workshop: str, id: str) -> Medium | None:
        """What is known of a file, or None."""
        with self.database.view() as session:
            found = session.get(MediaRow, (workshop, id))
            return medium(found) if found else None

    def path(self, workshop: str, id: str) -> Path:
        """Where the file of this id is, or would be. Raises `ValueError` for an id that isn't one."""
        return self.folder / self.checked(workshop) / self.checked(id)

    def read(self, workshop: str, id: str) -> bytes | None:
        """A file's content; None when it was erased a moment ago, by this process or by another one."""
        try:
            return self.path(workshop, id).read_bytes()
        except FileNotFoundError:
            return None

    def checked(self, id: str) -> str:
        """The id, if it can't lead out of the folder."""
        if not SAFE_ID.fullmatch(id):
            raise ValueError("not an id")
        return id

    def used(self, workshop: str) -> int:
        """How many bytes a workshop's files take."""
        query = select(func.coalesce(func.sum(media_t.c.size), 0)).where(media_t.c.workshop == workshop)
        with self.database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def forget(self, workshop: str, person: str) -> int:
        """Delete every file this person gave in the workshop; returns how many there were."""
        theirs = and_(media_t.c.workshop == workshop, media_t.c.person == person)
        with self.database.read() as connection:
            ids = list(connection.execute(select(media_t.c.id).where(theirs)).scalars())
        for id in ids:
            self.path(workshop, id).unlink(missing_ok=True)
        if ids:
            with self.database.write() as connection:
                connection.execute(delete(media_t).where(theirs))
        return len(ids)

    def forget_all(self, workshop: str) -> None:
        """Delete every file of a workshop, and its folder."""
        with self.database.write() as connection:
            connection.execute(delete(media_t).where(media_t.c.workshop == workshop))
        shutil.rmtree(self.folder / self.checked(workshop), ignore_errors=True)

    def sweep(self) -> int:
        """Delete the files that no row speaks of, such as those newer than a restored backup."""
        with self.database.read() as connection:
            rows = connection.execute(select(media_t.c.workshop, media_t.c.id)).all()
        kept = {self.path(row.workshop, row.id) for row in rows}
        orphans = [path for path in self.folder.glob("*/*") if path.is_file() and path not in kept]
        for path in orphans:
            path.unlink(missing_ok=True)
        return len(orphans)


def medium(row: MediaRow) -> Medium:
    """A row without what only the store needs."""
    return Medium(row.workshop, row.id, row.person, row.type, row.w, row.h, row.size)


def keep_whole(path: Path, content: bytes, *, over: bool = False) -> bool:
    """Write a file so that it is on the disk whole or not at all; False when another content is there.

    `over` replaces that content: what a crash left before its row was written. Raises `Unavailable`.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with draft.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if over:
                draft.replace(path)
            else:
                path.hardlink_to(draft)
        except FileExistsError:
            return path.read_bytes() == content
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        raise Unavailable("media") from error
    return True


def sync_folder(folder: Path) -> None:
    """Make a folder's entries durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
