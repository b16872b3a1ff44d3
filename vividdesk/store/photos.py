"""The photos that jobs refer to; their bytes lie in the folder of photos."""

# Queries are put together from our own words; values are always bound.
# ruff: noqa: S608

import json

from vividdesk.store.db import Database

UNUSED = "NOT EXISTS (SELECT 1 FROM job_photos WHERE photo = file_name)"


class Photos:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def orphans(self, older_than: float) -> list[str]:
        """File names that no job refers to, of those that were added before then."""
        query = f"SELECT file_name FROM photos WHERE {UNUSED} AND added_at < ? ORDER BY added_at"
        return await self._db.read(lambda db: [name for (name,) in db.execute(query, (older_than,))])

    async def drop(self, names: list[str]) -> list[str]:
        """Returns those that are dropped and whose files may go; one that a job came to refer to stays."""
        query = (
            f"DELETE FROM photos WHERE file_name IN (SELECT value FROM json_each(?)) AND {UNUSED} RETURNING file_name"
        )
        return await self._db.write(lambda db: [name for (name,) in db.execute(query, (json.dumps(names),)).fetchall()])

    async def references(self, name: str) -> int:
        """How many jobs refer to it."""
        query = "SELECT count(DISTINCT job) FROM job_photos WHERE photo = ?"
        return await self._db.read(lambda db: int(db.execute(query, (name,)).fetchone()[0]))
