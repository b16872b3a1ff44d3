"""A journal as it is after years: made by SQL, because one after another would take an hour."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.store.conftest import HERE, VIMMERSE, VIVIDFLOW, photo, request
from vividdesk.store import connections, opening, rows
from vividdesk.store.db import connect
from vividdesk.store.store import Store

EVERYWHERE = "portrait"  # a word of every job and clip
SELDOM = "zeppelin"  # of one in five thousand
SELDOM_EVERY = 5000
NUMBERS = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)"
# One job in a thousand is active, one in a hundred asks something or failed, half of all are cleared from the list.
STATE = """CASE WHEN n % 1000 = 0 THEN 'waiting' WHEN n % 1000 = 1 THEN 'queued'
           WHEN n % 100 = 7 THEN 'failed' WHEN n % 100 = 8 THEN 'cancelled' ELSE 'done' END"""
PROMPT = f"""'{EVERYWHERE} of ' || substr('amberbirchcedardaffodilelderfernginger', 1 + n % 31, 7)
             || ' number' || (n % 977) || CASE WHEN n % {SELDOM_EVERY} = 3 THEN ' {SELDOM}' ELSE '' END"""


async def make_many(folder: Path, count: int) -> None:
    """That many jobs, each with an attempt, its moves and a clip."""
    await (await Store.open(folder)).close()
    with closing(connect(folder / opening.NAME)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        words = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _sql in words:
            db.execute(f"DROP TRIGGER {name}")
        _fill(db, count)
        for name in ("job_words", "clip_words"):
            db.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")
        for _name, sql in words:
            db.execute(sql)
        db.execute("COMMIT")


def _fill(db: sqlite3.Connection, count: int) -> None:
    values = {"count": count, "request": rows.written(request(prompt="PROMPT"))}
    for lane in (VIMMERSE, VIVIDFLOW, HERE):
        connections.number(db, lane)
    beach = photo()
    db.execute(
        "INSERT INTO photos VALUES (?, ?, ?, ?, ?, ?, 0)",
        (beach.file_name, beach.hash, beach.kind, beach.width, beach.height, beach.size),
    )
    db.execute(
        f"""{NUMBERS} INSERT INTO jobs (tag, state, rev, connection, request, same, template, label, photo, texts, out,
        batch, priority, rank, created_at, changed_at, sent_at, ready_at, ended_at, attempts, remote, ask, hidden,
        files) SELECT printf('t%05x', n), {STATE}, 5, 1 + n % 3, replace(:request, 'PROMPT', {PROMPT}),
        printf('%064x', n),
        'vim_arctic', 'Arctic', printf('IMG_%04d.jpg', n % 9999), {PROMPT}, '', printf('batch%d', n / 50), 0, n,
        n * 60.0, n * 60.0, n * 60.0, n * 60.0 + 30, n * 60.0 + 40, 1, printf('remote-%d', n),
        CASE WHEN n % 1000 = 0 AND n % 3 = 0 THEN 'overdue' END, n / 10 % 2, 1 FROM numbers""",
        values,
    )
    db.execute(
        f"""{NUMBERS} INSERT INTO attempts (job, number, connection, template, label, began_at, account, body,
        ahead, outcome, remote, estimate, fact)
        SELECT n, 1, 1 + n % 3, 'vim_arctic', 'Arctic', n * 60.0, 'account', 'body', 0, 'accepted',
        printf('remote-%d', n), 5, 5 FROM numbers""",
        values,
    )
    db.execute(f"{NUMBERS} INSERT INTO moves SELECT n, 1, n * 60.0, NULL, 'queued', 'enqueued' FROM numbers", values)
    db.execute(f"{NUMBERS} INSERT INTO job_photos SELECT n, 0, '{beach.file_name}' FROM numbers", values)
    db.execute(
        f"""{NUMBERS} INSERT INTO clips (job, result, file, service, template, label, kind, width, height, seconds,
        size, hash, poster, made_at, local, photo, prompt, title, rating, missing, step, connection, remote)
        SELECT n, 1, printf('/clips/%d.mp4', n), (SELECT service FROM connections WHERE id = 1 + n % 3),
        'vim_arctic', 'Arctic', CASE WHEN n % 50 = 0 THEN 'image/png' ELSE 'video/mp4' END, 1280, 720, 5, 4000000,
        printf('%064x', n), printf('/posters/%d.jpg', n), n * 60.0, n % 3 = 2, printf('IMG_%04d.jpg', n % 9999),
        {PROMPT}, '', CASE WHEN n % 200 = 0 THEN n / 200 % 6 ELSE 0 END, n % 10000 = 9, '',
        1 + n % 3, printf('remote-%d', n) FROM numbers""",
        values,
    )
