"""Whether the release before can go on working on the tables of this one: a migration expands, and only a later one contracts.

An upgrade leaves old processes running beside new ones for a while, and the way back must need no restore (P-f, F16). So a
migration adds tables and columns that old code need not know: a new column is nullable or has a `db_default`, since a default of
Django's is none in the database, and an insert of old code would fail. What nothing reads any more is taken away a release later,
by a migration that says so: `contract = "why nothing misses it"`. docs/decisions has the whole of it.
"""

from collections.abc import Iterator

from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field, ManyToManyField

TAKES_AWAY = (
    operations.RemoveField,
    operations.DeleteModel,
    operations.RenameField,
    operations.RenameModel,
    operations.AlterModelTable,
)
OURS = "goodword."


def reason_of(migration: Migration) -> str:
    """Why a migration may contract, as it says itself; "" for one that may not."""
    return str(getattr(migration, "contract", ""))


def problems(migration: Migration, before: ProjectState | None = None) -> list[str]:
    """What the code before could not live with, or could not be undone; none for a migration that gives its reason.

    before: the models as they were; without it every changed column counts as one that could be empty.
    """
    found = [f"{each.describe()}: cannot be undone" for each in migration.operations if not each.reversible]
    if reason_of(migration):
        return found
    made = {each.name_lower for each in migration.operations if isinstance(each, operations.CreateModel)}
    for operation in migration.operations:
        says = _harm(operation, migration.app_label, before)
        if says and getattr(operation, "model_name_lower", "") not in made:
            found.append(f"{operation.describe()}: {says}")
    return found


def all_problems() -> Iterator[str]:
    """The problems of every migration of the house but the first of each room."""
    loader = MigrationLoader(None)
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if type(migration).__module__.startswith(OURS) and name != "0001_initial":
            before = loader.project_state((app, name), at_end=False) if _alters(migration) else None
            yield from (f"{app}.{name}: {problem}" for problem in problems(migration, before))


def _alters(migration: Migration) -> bool:
    return any(isinstance(each, operations.AlterField) for each in migration.operations)


def _harm(operation: Operation, app: str, before: ProjectState | None) -> str:
    if isinstance(operation, TAKES_AWAY):
        return "old code still asks for it"
    if isinstance(operation, operations.AddField) and _needs_value(operation.field):
        return "a new column is nullable or has a db_default, or old code cannot insert"
    if isinstance(operation, operations.AlterField) and _needs_value(operation.field):
        old = before.models[app, operation.model_name_lower].fields[operation.name] if before else None
        if old is None or old.null:
            return "a column that becomes NOT NULL refuses what old code writes"
    return ""


def _needs_value(field: Field) -> bool:
    if isinstance(field, ManyToManyField) or field.null:
        return False
    return getattr(field, "db_default", NOT_PROVIDED) is NOT_PROVIDED
