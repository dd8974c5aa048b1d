"""Regions and bodies may have an official English name beside the Chinese one."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("budgets", "0015_files_of_all_facts")]

    operations = [
        migrations.AddField(
            "region",
            "name_en",
            models.CharField(blank=True, default="", max_length=200, verbose_name="英文名称"),
            preserve_default=False,
        ),
        migrations.AddField(
            "department",
            "name_en",
            models.CharField(blank=True, default="", max_length=300, verbose_name="英文名称"),
            preserve_default=False,
        ),
    ]
