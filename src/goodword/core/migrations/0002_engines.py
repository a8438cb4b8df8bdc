"""What the models cannot say: the full-text index of each engine, and that log lines and receipts are never changed."""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE core_searchfts USING fts5(
        title, body, content='core_searchdocument', content_rowid='id', tokenize='porter unicode61', prefix='2 3')""",
    """CREATE TRIGGER core_searchfts_insert AFTER INSERT ON core_searchdocument BEGIN
        INSERT INTO core_searchfts(rowid, title, body) VALUES (new.id, new.title, new.body); END""",
    """CREATE TRIGGER core_searchfts_delete AFTER DELETE ON core_searchdocument BEGIN
        INSERT INTO core_searchfts(core_searchfts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body); END""",
    """CREATE TRIGGER core_searchfts_update AFTER UPDATE ON core_searchdocument BEGIN
        INSERT INTO core_searchfts(core_searchfts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
        INSERT INTO core_searchfts(rowid, title, body) VALUES (new.id, new.title, new.body); END""",
    *(
        f"""CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN
            SELECT RAISE(ABORT, '{table} is append-only'); END"""
        for table in ("core_leaf", "core_receipt")
        for verb in ("UPDATE", "DELETE")
    ),
]
POSTGRESQL = [
    """ALTER TABLE core_searchdocument ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english'::regconfig, title), 'A') || setweight(to_tsvector('english'::regconfig, body), 'B')) STORED""",
    "CREATE INDEX core_searchdocument_words ON core_searchdocument USING gin (words)",
    """CREATE FUNCTION core_append_only() RETURNS trigger AS $$ BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql""",
    *(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION core_append_only()"
        for table in ("core_leaf", "core_receipt")
    ),
]
UNDO = {
    "sqlite": [
        *(
            f"DROP TRIGGER {table}_no_{verb}"
            for table in ("core_leaf", "core_receipt")
            for verb in ("UPDATE", "DELETE")
        ),
        "DROP TRIGGER core_searchfts_insert",
        "DROP TRIGGER core_searchfts_delete",
        "DROP TRIGGER core_searchfts_update",
        "DROP TABLE core_searchfts",
    ],
    "postgresql": [
        *(f"DROP TRIGGER {table}_append_only ON {table}" for table in ("core_leaf", "core_receipt")),
        "DROP FUNCTION core_append_only()",
        "ALTER TABLE core_searchdocument DROP COLUMN words",
    ],
}


def build(apps, editor):
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement, None)


def undo(apps, editor):
    for statement in UNDO[editor.connection.vendor]:
        editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(build, undo)]
