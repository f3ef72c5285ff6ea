"""The lock on fixed designs, in the database itself: no update passes, whoever sends it.

Called from a migration. SQLite drops a table's triggers when a later migration rebuilds the table: such a migration
must call `lock` again (a test finds out if it does not). Deletion is held by foreign keys from verdicts, by
`Design.delete` being used nowhere, and by the digest in the audit.
"""

from __future__ import annotations

from typing import Any

REFUSAL = "a fixed design is never changed"
SQLITE = (
    f"""
    CREATE TRIGGER IF NOT EXISTS outcomes_design_is_fixed BEFORE UPDATE ON outcomes_design
    FOR EACH ROW WHEN OLD.fixed_at IS NOT NULL BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
    """,
)
POSTGRESQL = (
    f"""
    CREATE OR REPLACE FUNCTION outcomes_design_is_fixed() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END
    $$ LANGUAGE plpgsql
    """,
    "DROP TRIGGER IF EXISTS outcomes_design_is_fixed ON outcomes_design",
    """
    CREATE TRIGGER outcomes_design_is_fixed BEFORE UPDATE ON outcomes_design
    FOR EACH ROW WHEN (OLD.fixed_at IS NOT NULL) EXECUTE FUNCTION outcomes_design_is_fixed()
    """,
)


def lock(apps: Any, schema_editor: Any) -> None:
    """For `migrations.RunPython`."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        schema_editor.execute(statement, params=None)


def unlock(apps: Any, schema_editor: Any) -> None:
    """Take the lock off, when the migration is undone."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    on = "" if is_sqlite else " ON outcomes_design"
    schema_editor.execute(f"DROP TRIGGER IF EXISTS outcomes_design_is_fixed{on}", params=None)
