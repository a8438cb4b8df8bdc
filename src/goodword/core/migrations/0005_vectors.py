"""A vector for each document of the index; those that are there already wait for the worker."""

from django.db import migrations, models

WAITING = """INSERT INTO core_searchvector (kind, object_id, facet, audience, answered, state, vector, digest, at)
    SELECT kind, object_id, facet, audience, answered, 'waiting', %s, '', at FROM core_searchdocument ORDER BY id"""


def let_all_wait(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute(WAITING, [b""])


class Migration(migrations.Migration):
    dependencies = [("core", "0004_limits")]
    operations = [
        migrations.CreateModel(
            name="SearchVector",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("object_id", models.PositiveBigIntegerField()),
                ("facet", models.CharField(blank=True, max_length=20)),
                ("audience", models.CharField(blank=True, max_length=20)),
                ("answered", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("there", "There"),
                            ("none", "None"),
                            ("gone", "Gone"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("vector", models.BinaryField(default=bytes, max_length=384)),
                ("digest", models.CharField(blank=True, max_length=24)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["id"], name="vectors_waiting"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "object_id"), name="one_vector_an_object")
                ],
            },
        ),
        migrations.RunPython(let_all_wait, migrations.RunPython.noop),
    ]
