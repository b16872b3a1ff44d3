"""The journal's second step: clips outlive their jobs, and so know by themselves what their service calls them."""

SECOND = (
    "ALTER TABLE clips ADD COLUMN connection INTEGER REFERENCES connections",
    "ALTER TABLE clips ADD COLUMN remote TEXT NOT NULL DEFAULT ''",
    """UPDATE clips SET connection = (SELECT connection FROM jobs WHERE jobs.id = clips.job),
        remote = coalesce((SELECT attempts.remote FROM results JOIN attempts ON attempts.job = results.job
            AND attempts.number = results.attempt
            WHERE results.job = clips.job AND results.number = clips.result), '')
        WHERE job IS NOT NULL""",
    # The tag in a title was for the service's page alone.
    """UPDATE clips SET title = trim(replace(title, '[' || (SELECT tag FROM jobs WHERE jobs.id = clips.job) || ']', ''))
        WHERE job IS NOT NULL AND title LIKE '%[vd-%'""",
    "CREATE INDEX clips_remote ON clips (remote) WHERE remote != ''",
    """CREATE TABLE errands (
        id INTEGER PRIMARY KEY,
        connection INTEGER NOT NULL REFERENCES connections,
        remote TEXT NOT NULL,
        what TEXT NOT NULL,
        value TEXT NOT NULL,
        rev INTEGER NOT NULL DEFAULT 1,
        due_at REAL NOT NULL,
        state TEXT NOT NULL DEFAULT 'wanted',
        trouble_kind TEXT,
        trouble_title TEXT,
        trouble_advice TEXT,
        UNIQUE (remote, connection, what)
    ) STRICT""",
    "CREATE INDEX errands_open ON errands (id) WHERE state IN ('wanted', 'sending')",
)
