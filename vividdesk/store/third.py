"""The journal's third step: the library lists results, and the pictures of steps only where they are asked for."""

THIRD = (
    "CREATE INDEX clips_step ON clips (step)",
    "CREATE INDEX results_service ON clips (service) WHERE step = ''",
    "CREATE INDEX results_template ON clips (template) WHERE step = ''",
    "CREATE INDEX results_kind ON clips (kind) WHERE step = ''",
)
