"""What organisations wish, the calendar of the country, papers made of notices, and files too large for a mail."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('constituency', '0001_initial'),
        ('warning', '0002_walls'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('text', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('loaded_at', models.DateTimeField()),
                ('loaded_by', models.CharField(max_length=100)),
            ],
        ),
        migrations.AddField(
            model_name='noticerow',
            name='said',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='noticerow',
            name='stage',
            field=models.CharField(blank=True, default='', max_length=16),
        ),
        migrations.AddField(
            model_name='noticerow',
            name='thread',
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name='EnclosureRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=100)),
                ('content', models.BinaryField()),
                ('until', models.DateTimeField(db_index=True)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='warning.noticerow')),
            ],
        ),
        migrations.CreateModel(
            name='WishRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wishes', models.JSONField(default=dict)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=100)),
                ('version', models.PositiveIntegerField(default=1)),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='constituency.organisationrow')),
            ],
        ),
        migrations.CreateModel(
            name='PaperRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('number', models.PositiveIntegerField(default=1)),
                ('language', models.CharField(max_length=5)),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('content', models.BinaryField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=100)),
                ('sent_on', models.DateField(null=True)),
                ('received_on', models.DateField(null=True)),
                ('note', models.TextField(blank=True, default='')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='warning.noticerow')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='constituency.organisationrow')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('notice', 'kind', 'number', 'language'), name='paper_once_a_number')],
            },
        ),
    ]
