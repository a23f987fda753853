"""Everything that is kept beside the journal, gathered under one name."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from .accounts import Accounts
from .db import Database
from .doors import Doors
from .finding import Finder
from .gatherings import Gatherings
from .keys import derive
from .notices import Notices
from .outcomes import Outcomes
from .purge import Chance
from .receipts import Receipts
from .rehearsals import Rehearsals
from .sessions import Sessions
from .shelf import Shelf
from .tickets import Tickets


@dataclass(frozen=True, slots=True)
class Desk:
    """The library's desk: who works here, what takes place, who was let in on what terms."""

    accounts: Accounts
    sessions: Sessions
    workshops: Gatherings
    receipts: Receipts
    notices: Notices
    doors: Doors
    outcomes: Outcomes
    shelf: Shelf
    finder: Finder
    rehearsals: Rehearsals
    tickets: Tickets


def open_desk(database: Database, secret: str, *, chance: Chance = secrets.token_hex) -> Desk:
    """The desk on a migrated database; `secret` keys the hashes of receipts and addresses."""
    accounts = Accounts(database, chance)
    return Desk(
        accounts=accounts,
        sessions=Sessions(database, accounts, chance),
        workshops=Gatherings(database, chance),
        receipts=Receipts(database, derive(secret.encode(), "receipts"), chance),
        notices=Notices(database),
        doors=Doors(database, derive(secret.encode(), "addresses")),
        outcomes=Outcomes(database),
        shelf=Shelf(database),
        finder=Finder(database),
        rehearsals=Rehearsals(database),
        tickets=Tickets(database, derive(secret.encode(), "tickets"), chance),
    )
