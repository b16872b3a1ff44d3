"""The journal as the first release made it.

Times are seconds since 1970. A job's `request` is JSON as `model.request` writes it; `texts` are its text options,
`same` what two identical requests have in common.
"""

# Queries are put together from our own words; values are always bound.
# ruff: noqa: S608

SEARCHED = (
    ("jobs", "job_words", ("label", "photo", "texts", "tag", "remote")),
    ("clips", "clip_words", ("label", "title", "photo", "prompt", "template", "service")),
)


def _searchable(table: str, words: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The table of its words, and what keeps it as the table is."""
    names, new, old = (", ".join(f"{before}{column}" for column in columns) for before in ("", "new.", "old."))
    put = f"INSERT INTO {words} (rowid, {names}) VALUES (new.id, {new});"
    take = f"INSERT INTO {words} ({words}, rowid, {names}) VALUES ('delete', old.id, {old});"
    return (
        f"CREATE VIRTUAL TABLE {words} USING fts5({names}, content = '{table}', content_rowid = 'id', "
        "tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')",
        f"CREATE TRIGGER {words}_in AFTER INSERT ON {table} BEGIN {put} END",
        f"CREATE TRIGGER {words}_out AFTER DELETE ON {table} BEGIN {take} END",
        f"CREATE TRIGGER {words}_change AFTER UPDATE OF {names} ON {table} BEGIN {take} {put} END",
    )


FIRST = (
    "CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at REAL NOT NULL) STRICT",
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    """CREATE TABLE connections (
        id INTEGER PRIMARY KEY,
        service TEXT NOT NULL,
        local INTEGER NOT NULL,
        address TEXT NOT NULL,
        paused INTEGER NOT NULL DEFAULT 0,
        account TEXT NOT NULL DEFAULT '',
        used_at REAL NOT NULL DEFAULT 0,
        UNIQUE (service, local, address)
    ) STRICT""",
    """CREATE TABLE jobs (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        tag TEXT NOT NULL,
        state TEXT NOT NULL,
        rev INTEGER NOT NULL DEFAULT 1,
        connection INTEGER NOT NULL REFERENCES connections,
        request TEXT NOT NULL,
        same TEXT NOT NULL,
        template TEXT NOT NULL,
        label TEXT NOT NULL,
        photo TEXT NOT NULL,
        texts TEXT NOT NULL,
        out TEXT NOT NULL,
        batch TEXT NOT NULL,
        origin INTEGER REFERENCES jobs ON DELETE SET NULL,
        priority INTEGER NOT NULL,
        rank REAL NOT NULL,
        created_at REAL NOT NULL,
        changed_at REAL NOT NULL,
        sent_at REAL NOT NULL DEFAULT 0,
        ready_at REAL NOT NULL DEFAULT 0,
        ended_at REAL NOT NULL DEFAULT 0,
        attempts INTEGER NOT NULL DEFAULT 0,
        account TEXT NOT NULL DEFAULT '',
        remote TEXT NOT NULL DEFAULT '',
        words TEXT NOT NULL DEFAULT '',
        misses INTEGER NOT NULL DEFAULT 0,
        empties INTEGER NOT NULL DEFAULT 0,
        expires_at REAL NOT NULL DEFAULT 0,
        trouble_kind TEXT,
        trouble_title TEXT,
        trouble_advice TEXT,
        ask TEXT,
        hidden INTEGER NOT NULL DEFAULT 0,
        cost REAL,
        files INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    # The order in which they are sent; the list; and what is looked up by one value.
    "CREATE INDEX jobs_queue ON jobs (connection, priority DESC, rank) WHERE state = 'queued'",
    "CREATE INDEX jobs_rank ON jobs (priority, rank) WHERE state = 'queued'",
    "CREATE INDEX jobs_list ON jobs (hidden, state)",
    "CREATE INDEX jobs_lane ON jobs (connection, hidden, state)",
    "CREATE INDEX jobs_batch ON jobs (batch) WHERE batch != ''",
    "CREATE INDEX jobs_ask ON jobs (ask) WHERE ask IS NOT NULL",
    "CREATE INDEX jobs_same ON jobs (same, state, created_at)",
    "CREATE INDEX jobs_origin ON jobs (origin) WHERE origin IS NOT NULL",
    "CREATE INDEX jobs_remote ON jobs (remote) WHERE remote != ''",
    "CREATE INDEX jobs_ready ON jobs (connection, template, ready_at) WHERE ready_at > 0",
    # What was paid stays known when its job is forgotten.
    """CREATE TABLE attempts (
        id INTEGER PRIMARY KEY,
        job INTEGER REFERENCES jobs ON DELETE SET NULL,
        number INTEGER NOT NULL,
        connection INTEGER NOT NULL REFERENCES connections,
        template TEXT NOT NULL,
        label TEXT NOT NULL,
        began_at REAL NOT NULL,
        account TEXT NOT NULL,
        body TEXT NOT NULL,
        seen TEXT,
        ahead REAL NOT NULL,
        outcome TEXT NOT NULL,
        ended_at REAL NOT NULL DEFAULT 0,
        remote TEXT NOT NULL DEFAULT '',
        estimate REAL,
        fact REAL,
        credits_before REAL,
        credits_after REAL,
        UNIQUE (job, number)
    ) STRICT""",
    "CREATE INDEX attempts_lane ON attempts (connection, began_at)",
    "CREATE INDEX attempts_began ON attempts (began_at)",
    "CREATE INDEX attempts_price ON attempts (connection, template, began_at) WHERE fact IS NOT NULL",
    "CREATE INDEX attempts_remote ON attempts (remote) WHERE remote != ''",
    """CREATE TABLE moves (
        job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
        rev INTEGER NOT NULL,
        at REAL NOT NULL,
        before TEXT,
        after TEXT NOT NULL,
        why TEXT NOT NULL,
        PRIMARY KEY (job, rev)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE answers (
        id INTEGER PRIMARY KEY,
        job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
        at REAL NOT NULL,
        kind TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX answers_job ON answers (job)",
    """CREATE TABLE results (
        job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
        number INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        url TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'wanted',
        step TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        size INTEGER,
        expires_at REAL NOT NULL,
        file TEXT NOT NULL,
        bytes INTEGER NOT NULL DEFAULT 0,
        hash TEXT NOT NULL DEFAULT '',
        trouble_kind TEXT,
        trouble_title TEXT,
        trouble_advice TEXT,
        PRIMARY KEY (job, number)
    ) STRICT""",
    """CREATE TABLE photos (
        file_name TEXT PRIMARY KEY,
        hash TEXT NOT NULL,
        kind TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        size INTEGER NOT NULL,
        added_at REAL NOT NULL
    ) STRICT""",
    """CREATE TABLE job_photos (
        job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
        place INTEGER NOT NULL,
        photo TEXT NOT NULL REFERENCES photos,
        PRIMARY KEY (job, place)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX job_photos_photo ON job_photos (photo)",
    """CREATE TABLE clips (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        job INTEGER REFERENCES jobs ON DELETE SET NULL,
        result INTEGER,
        file TEXT NOT NULL,
        service TEXT NOT NULL,
        template TEXT NOT NULL,
        label TEXT NOT NULL,
        kind TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        seconds REAL NOT NULL,
        size INTEGER NOT NULL,
        hash TEXT NOT NULL,
        poster TEXT NOT NULL,
        made_at REAL NOT NULL,
        local INTEGER NOT NULL,
        photo TEXT NOT NULL,
        prompt TEXT NOT NULL,
        title TEXT NOT NULL,
        rating INTEGER NOT NULL DEFAULT 0,
        missing INTEGER NOT NULL DEFAULT 0,
        step TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX clips_job ON clips (job, result) WHERE job IS NOT NULL",
    "CREATE INDEX clips_file ON clips (file)",
    "CREATE INDEX clips_poster ON clips (poster)",
    "CREATE INDEX clips_service ON clips (service)",
    "CREATE INDEX clips_template ON clips (template)",
    "CREATE INDEX clips_kind ON clips (kind)",
    "CREATE INDEX clips_rating ON clips (rating) WHERE rating > 0",
    "CREATE INDEX clips_missing ON clips (missing)",
    "CREATE INDEX clips_made ON clips (made_at)",
    *(statement for table in SEARCHED for statement in _searchable(*table)),
)
