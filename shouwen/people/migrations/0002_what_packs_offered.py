"""Posts remember what packs offered them: what they have, and what people took away."""

from django.db import migrations, models


def remember(apps, schema_editor):
    Post, Fact = apps.get_model("people", "Post"), apps.get_model("kernel", "Fact")
    taken: dict[str, set[str]] = {}
    for refs in Fact.objects.filter(kind="post.changed").values_list("refs", flat=True):
        taken.setdefault(refs.get("post", ""), set()).update(refs.get("taken", []))
    for post in Post.objects.all():
        post.offered = sorted({*post.verbs, *taken.get(post.code, set())})
        post.save(update_fields=["offered"])


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("kernel", "0001_initial")]

    operations = [
        migrations.AddField("post", "offered", models.JSONField(default=list)),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
