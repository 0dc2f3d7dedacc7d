import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='姓名')),
                ('title', models.CharField(blank=True, choices=[('', '不详'), ('先生', '先生'), ('女士', '女士')], max_length=4, verbose_name='称谓')),
                ('company', models.CharField(blank=True, max_length=120, verbose_name='单位')),
                ('customer_class', models.CharField(choices=[('ordinary', '普通客户'), ('key', '重点客户')], default='ordinary', max_length=10, verbose_name='等级')),
                ('habits', models.CharField(blank=True, max_length=200, verbose_name='联系习惯')),
                ('initials', models.CharField(blank=True, db_index=True, max_length=60)),
                ('merged_at', models.DateTimeField(null=True)),
                ('registered_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.brand')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['brand', 'name'], name='customer_name')],
            },
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(default='phone', max_length=10)),
                ('value', models.CharField(max_length=80)),
                ('last_four', models.CharField(blank=True, max_length=4)),
                ('index', models.CharField(db_index=True, max_length=64)),
                ('label', models.CharField(blank=True, max_length=40)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='customers.customer')),
            ],
            options={
                'indexes': [models.Index(fields=['last_four'], name='contact_last_four')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'index'), name='contact_once')],
            },
        ),
        migrations.CreateModel(
            name='Matter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(default='waybill', max_length=20)),
                ('number', models.CharField(max_length=40, verbose_name='编号')),
                ('summary', models.CharField(blank=True, max_length=200, verbose_name='概况')),
                ('details', models.JSONField(default=dict)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.brand')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='customers.customer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('brand', 'kind', 'number'), name='matter_once')],
            },
        ),
        migrations.CreateModel(
            name='NumberLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='customers.customer')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
