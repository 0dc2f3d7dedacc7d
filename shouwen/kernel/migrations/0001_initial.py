import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cursor',
            fields=[
                ('listener', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('number', models.BigIntegerField(default=0)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('retry_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=64)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=40)),
                ('about_kind', models.CharField(max_length=32)),
                ('about_id', models.BigIntegerField()),
                ('refs', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['about_kind', 'about_id', 'id'], name='fact_about'), models.Index(fields=['kind', 'id'], name='fact_kind')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('args', models.JSONField(default=dict)),
                ('key', models.CharField(max_length=120, null=True, unique=True)),
                ('state', models.CharField(default='waiting', max_length=12)),
                ('run_at', models.DateTimeField()),
                ('attempt', models.PositiveIntegerField(default=0)),
                ('leased_until', models.DateTimeField(null=True)),
                ('leased_by', models.CharField(default='', max_length=64)),
                ('progress', models.JSONField(default=dict)),
                ('wanted_by', models.CharField(default='', max_length=40)),
                ('cancel_asked', models.BooleanField(default=False)),
                ('error', models.TextField(default='')),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'run_at'], name='job_due')],
            },
        ),
        migrations.CreateModel(
            name='Reaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('listener', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='SealHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(default=0)),
                ('digest', models.CharField(default='', max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Sequence',
            fields=[
                ('key', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('value', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Tick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('slot', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'slot'), name='tick_once')],
            },
        ),
        migrations.CreateModel(
            name='WorkCalendarEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True)),
                ('content', models.JSONField()),
                ('made_by', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField()),
                ('reason', models.CharField(default='', max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about_kind', models.CharField(max_length=32)),
                ('about_id', models.BigIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=80)),
                ('size', models.BigIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('path', models.CharField(max_length=160)),
                ('kept_at', models.DateTimeField()),
                ('kept_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['about_kind', 'about_id'], name='attachment_about')],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=120)),
                ('content', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'place'), name='draft_place')],
            },
        ),
        migrations.CreateModel(
            name='Unsealed',
            fields=[
                ('fact', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='kernel.fact')),
            ],
        ),
        migrations.AddField(
            model_name='reaction',
            name='fact',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='kernel.fact'),
        ),
        migrations.AddField(
            model_name='seal',
            name='fact',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='kernel.fact'),
        ),
        migrations.AddConstraint(
            model_name='reaction',
            constraint=models.UniqueConstraint(fields=('fact', 'listener'), name='reaction_once'),
        ),
    ]
