"""The search index of cases."""

from django.db import migrations

from shouwen.kernel.search import CreateIndex


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [CreateIndex("case")]
