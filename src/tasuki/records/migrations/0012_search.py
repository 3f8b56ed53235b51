"""The words of the tenants' list by pairs of neighbouring letters (records/searched.py); the index of whole texts goes."""

from typing import Any

from django.db import migrations

_TABLE = "CREATE VIRTUAL TABLE records_lineword USING fts5(pairs, content='', columnsize=0, tokenize='ascii', prefix='2 6')"
_TRIGGERS = (
    "CREATE TRIGGER records_lineword_new AFTER INSERT ON records_line BEGIN {remember}; END",
    "CREATE TRIGGER records_lineword_gone AFTER DELETE ON records_line BEGIN {forget}; END",
    """
    CREATE TRIGGER records_lineword_other AFTER UPDATE OF folded ON records_line WHEN OLD.folded <> NEW.folded
    BEGIN {forget}; {remember}; END
    """,
)
_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION tasuki_line_letters(text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(array_agg(DISTINCT part), '{}')
        FROM (SELECT string_to_array($1, NULL) AS letters) AS taken,
            LATERAL (SELECT unnest(letters) UNION ALL SELECT a || b FROM unnest(letters, letters[2:]) AS pairs(a, b)) AS parts(part)
        WHERE part IS NOT NULL
    $$
    """,
    "CREATE INDEX line_letters ON records_line USING gin (tasuki_line_letters(folded))",
    # By the index, always: taking the letters of each line apart on the way costs more than any other plan.
    """
    CREATE OR REPLACE FUNCTION tasuki_lines(letters text[], words text[], most bigint) RETURNS SETOF bigint
    LANGUAGE sql STABLE SET enable_seqscan = off AS $$
        SELECT id FROM records_line
        WHERE tasuki_line_letters(folded) @> letters AND NOT EXISTS (SELECT FROM unnest(words) word WHERE strpos(folded, word) = 0)
        LIMIT most
    $$
    """,
)
_NOT_POSTGRESQL = ("DROP FUNCTION tasuki_lines", "DROP INDEX line_letters", "DROP FUNCTION tasuki_line_letters")


def _pairs(text: str) -> str:
    """Each letter with the next one, the last with a line break, in their order."""
    letters = f"SELECT 1 AS n UNION ALL SELECT n + 1 FROM letter WHERE n < length({text})"
    return f"(WITH RECURSIVE letter(n) AS ({letters}) SELECT group_concat(hex(substr({text} || char(10), n, 2)), ' ') FROM letter)"


_REMEMBER = f"INSERT INTO records_lineword (rowid, pairs) VALUES (NEW.id, {_pairs('NEW.folded')})"
_FORGET = f"INSERT INTO records_lineword (records_lineword, rowid, pairs) VALUES ('delete', OLD.id, {_pairs('OLD.folded')})"


def make(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in _POSTGRESQL:
            schema_editor.execute(statement, params=None)
        return
    schema_editor.execute(_TABLE)
    schema_editor.execute(f"INSERT INTO records_lineword (rowid, pairs) SELECT id, {_pairs('folded')} FROM records_line")
    for trigger in _TRIGGERS:
        schema_editor.execute(trigger.format(remember=_REMEMBER, forget=_FORGET))


def unmake(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in _NOT_POSTGRESQL:
            schema_editor.execute(statement)
        return
    for name in ("new", "gone", "other"):
        schema_editor.execute(f"DROP TRIGGER records_lineword_{name}")
    schema_editor.execute("DROP TABLE records_lineword")


class Migration(migrations.Migration):
    dependencies = [("records", "0011_screens")]

    operations = [
        migrations.RemoveIndex(model_name="line", name="line_words"),
        migrations.RunPython(make, unmake),
    ]
